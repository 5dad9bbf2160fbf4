// Reads TypeScript far enough to tell code, comments and strings apart, positions unchanged.

export interface Comment {
  readonly text: string;
  readonly at: number;
}

export interface Masked {
  /** The source with comments and the insides of strings, templates and regexes as spaces. */
  readonly code: string;
  readonly comments: readonly Comment[];
}

/** What a slash begins a regex after; after a name, a number or a closing bracket it divides. */
const beforeRegex = /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\b(?:return|typeof|case|in|of|yield|await))$/;

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Position after the closing quote of a string that begins at `at`. */
const endOfString = (source: string, at: number): number => {
  const quote = source[at];
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === quote || source[i] === '\n') return i + 1;
  }
  return source.length;
};

const endOfRegex = (source: string, at: number): number => {
  let inClass = false;
  for (let i = at + 1; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i++;
    else if (c === '[') inClass = true;
    else if (c === ']') inClass = false;
    else if (c === '/' && !inClass) return i + 1;
  }
  return source.length;
};

/** Position of the next `${` or closing backtick of a template whose text goes on at `at`. */
const endOfTemplateText = (source: string, at: number): number => {
  for (let i = at; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '`' || source.startsWith('${', i)) return i;
  }
  return source.length;
};

const endOf = (source: string, mark: string, at: number): number => {
  const found = source.indexOf(mark, at);
  return found === -1 ? source.length : found;
};

/** Masks a source. Braces of `${…}` inside templates stay code. */
export const mask = (source: string): Masked => {
  const comments: Comment[] = [];
  let code = '';
  let i = 0;
  // One entry per template being read: how deep the braces are inside its `${`.
  const templates: number[] = [];
  const hide = (end: number): void => {
    code += blank(source.slice(i, end));
    i = end;
  };
  const hideInside = (end: number): void => {
    code += source[i] + blank(source.slice(i + 1, end - 1)) + (end - i > 1 ? source[end - 1] : '');
    i = end;
  };
  const comment = (end: number): void => {
    comments.push({ text: source.slice(i, end), at: i });
    hide(end);
  };
  const templateText = (): void => {
    hide(endOfTemplateText(source, i));
    if (source[i] === '`') {
      code += '`';
      i++;
    } else if (i < source.length) {
      code += '${';
      i += 2;
      templates.push(0);
    }
  };
  const brace = (c: string): void => {
    const depth = templates.at(-1);
    code += c;
    i++;
    if (depth === undefined) return;
    if (c === '}' && depth === 0) {
      templates.pop();
      templateText();
    } else templates[templates.length - 1] = depth + (c === '{' ? 1 : -1);
  };
  while (i < source.length) {
    const c = source[i] ?? '';
    if (source.startsWith('//', i)) comment(endOf(source, '\n', i));
    else if (source.startsWith('/*', i))
      comment(Math.min(endOf(source, '*/', i) + 2, source.length));
    else if (c === "'" || c === '"') hideInside(endOfString(source, i));
    else if (c === '`') {
      code += c;
      i++;
      templateText();
    } else if (c === '/' && beforeRegex.test(code.slice(-20).trimEnd()))
      hideInside(endOfRegex(source, i));
    else if (c === '{' || c === '}') brace(c);
    else {
      code += c;
      i++;
    }
  }
  return { code, comments };
};
