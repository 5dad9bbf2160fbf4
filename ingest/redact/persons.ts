// Frame -> the pieces of its text that are a person, with what the person is known by. Pure.

import { isNoisy, isTokenNoise } from '../../lib/token.ts';
import type { Leaf } from './leaves.ts';
import { leavesOf, unquoted } from './leaves.ts';
import {
  isFreeText,
  isHarmless,
  isPersonName,
  isPersonOf,
  isValueName,
  isWithin,
  personSettings,
} from './person-fields.ts';
import { signedPieces } from './signed-text.ts';

/** A piece of a text that has to give way. */
export interface Piece {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** What the person is known by, as it was written. */
  readonly subject: string;
  /** What takes the place of the piece. */
  readonly written: (pseudonym: string) => string;
}

/** Texts within texts within texts; what lies deeper is left to the rules of free text. */
const nesting_max = 4;

const itself = (pseudonym: string): string => pseudonym;
const spaced = (pseudonym: string): string => `${pseudonym} `;
const asText = (pseudonym: string): string => `"${pseudonym}"`;

/** The value of a leaf, and where each of its characters stands in the text around it. */
interface Inside {
  readonly text: string;
  readonly at: (index: number) => number;
}

const insideOf = ({ raw, start }: Leaf): Inside => {
  const text = unquoted(raw);
  if (!raw.includes('\\')) return { text, at: (index) => start + 1 + index };
  const places: number[] = [];
  for (let at = 1; at < raw.length - 1;) {
    places.push(start + at);
    if (raw[at] !== '\\') at++;
    else at += raw[at + 1] === 'u' ? 6 : 2;
  }
  places.push(start + raw.length - 1);
  return { text, at: (index) => places[index] ?? start + raw.length - 1 };
};

/** The whole of a value but the noise around it, which says nothing of the person. */
const wholePiece = ({ path }: Leaf, { text, at }: Inside): readonly Piece[] => {
  let first = 0;
  let last = text.length;
  while (first < last && isTokenNoise(text.charAt(first))) first++;
  while (last > first && isTokenNoise(text.charAt(last - 1))) last--;
  if (first === last) return [];
  const subject = text.slice(first, last);
  // Noise within a token is a quality of its station: the pseudonym keeps that there was some.
  const written = isNoisy(subject) ? spaced : itself;
  return [{ path, start: at(first), end: at(last), subject, written }];
};

const label =
  'id[_-]?tag|id[_-]?token|parent[_-]?id[_-]?tag|rfid|card|tag|token|uid|user(?:name)?|driver|customer|name|emaid|evcc[_-]?id|vin';
const labelled = new RegExp(`\\b(?:${label})\\s*[:=]\\s*["']?([^\\s"',;|&<>(){}]+)`, 'gid');
const mac = /(?<![\da-f])(?:[\da-f]{2}([:-]))(?:[\da-f]{2}\1){4}[\da-f]{2}(?![\da-f])/gi;
const mail = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}/g;

/** Persons in a text without a form: behind a label, vehicles' MAC addresses, addresses of mail. */
const freePieces = ({ path }: Leaf, { text, at }: Inside): readonly Piece[] => {
  const spans: (readonly [number, number])[] = [];
  const add = (start: number, end: number): void => {
    if (spans.every(([from, to]) => end <= from || start >= to)) spans.push([start, end]);
  };
  for (const { 0: found, index } of text.matchAll(mac)) add(index, index + found.length);
  for (const { 0: found, index } of text.matchAll(mail)) add(index, index + found.length);
  for (const { indices } of text.matchAll(labelled)) {
    const [start, end] = indices?.[1] ?? [0, 0];
    if (end > start) add(start, end);
  }
  return spans.map(([start, end]) => ({
    path,
    start: at(start),
    end: at(end),
    subject: text.slice(start, end),
    written: itself,
  }));
};

interface Setting {
  readonly action: string;
  readonly depth: number;
}

const isJson = (text: string): boolean => {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON within a string: its pieces, at their places in the text around. */
const nestedPieces = (leaf: Leaf, inside: Inside, setting: Setting): readonly Piece[] =>
  personPieces(inside.text, { ...setting, depth: setting.depth + 1 }).map((piece) => ({
    path: `${leaf.path}#${piece.path}`,
    start: inside.at(piece.start),
    end: inside.at(piece.end),
    subject: piece.subject,
    written: (pseudonym) => JSON.stringify(piece.written(pseudonym)).slice(1, -1),
  }));

const leafPieces = (
  leaf: Leaf,
  settings: readonly string[],
  setting: Setting,
): readonly Piece[] => {
  const { path, name, raw, start, end } = leaf;
  const isSetting = isValueName(name) && isWithin(path, settings);
  const isPerson = isPersonName(name) || isPersonOf(setting.action, path) || isSetting;
  if (!raw.startsWith('"')) {
    if (!isPerson || (isSetting && isHarmless(raw))) return [];
    return [{ path, start, end, subject: raw, written: asText }];
  }
  if (raw.length === 2) return [];
  const inside = insideOf(leaf);
  const signed = signedPieces(leaf, inside);
  if (signed !== null) return signed;
  if (setting.depth < nesting_max && isJson(inside.text)) {
    return nestedPieces(leaf, inside, setting);
  }
  if (isPerson) return isSetting && isHarmless(inside.text) ? [] : wholePiece(leaf, inside);
  return isFreeText(name) || isValueName(name) || setting.depth > 0 || name === 'customData'
    ? freePieces(leaf, inside)
    : [];
};

/** All persons in a JSON text, by their places in it, in order. */
export const personPieces = (
  text: string,
  setting: Setting | { readonly action: string },
): readonly Piece[] => {
  const leaves = leavesOf(text);
  const settings = personSettings(leaves);
  const deep = { action: setting.action, depth: 'depth' in setting ? setting.depth : 0 };
  return leaves
    .flatMap((leaf) => leafPieces(leaf, settings, deep))
    .sort((one, other) => one.start - other.start);
};
