// Panels of text: headings, lists, emphasis and code of Markdown, and nothing beyond.

import { el } from './dom.js';

const inline = (text) =>
  text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('**')) return el('strong', {}, part.slice(2, -2));
      return part.startsWith('`') ? el('code', {}, part.slice(1, -1)) : part;
    });

const blockOf = (block) => {
  const heading = /^#{1,6}\s+(.*)$/.exec(block);
  if (heading !== null) return el('h4', {}, ...inline(heading[1]));
  const lines = block.split('\n');
  if (lines.every((line) => /^[-*]\s/.test(line)))
    return el('ul', {}, ...lines.map((line) => el('li', {}, ...inline(line.slice(2)))));
  return el('p', {}, ...inline(lines.join(' ')));
};

/** A panel of the type text. */
export const drawText = ({ options = {} }, _data, body) => {
  const blocks = String(options.content ?? '').split(/\n{2,}/);
  body.replaceChildren(...blocks.filter((block) => block.trim() !== '').map(blockOf));
};
