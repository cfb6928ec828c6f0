/** Reads PHP only as far as its brackets and texts go: the sample has no PHP to ask. */

export interface PhpText {
  /** The code with everything blanked that is no code (comments, texts, HTML), each character in its place. */
  code: string;
  /** What is wrong with its brackets and texts, as PHP would complain; null where nothing is. */
  error: string | null;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** In their order: HTML up to the next tag, comments, here-documents, quoted texts. */
const noCode =
  /\?>[\s\S]*?(?:<\?(?:php\b|=)|$)|(?:#(?!\[)|\/\/)(?:(?!\?>)[^\n])*|\/\*[\s\S]*?(?:\*\/|$)|<<<[ \t]*(['"]?)(\w+)\1\n[\s\S]*?\n[ \t]*\2\b|'(?:\\[\s\S]|[^'\\])*(?:'|$)|"(?:\\[\s\S]|[^"\\])*(?:"|$)|`(?:\\[\s\S]|[^`\\])*(?:`|$)/g;

export function readPhp(text: string): PhpText {
  const start = /<\?(?:php\b|=)/.exec(text);
  if (!start) return { code: blank(text), error: null };
  const from = start.index + start[0].length;
  let error: string | null = null;
  const body = text.slice(from).replace(noCode, (match, _quote, _name, at: number) => {
    const quoted = /^['"`]/.test(match);
    const open =
      (quoted && (match.length < 2 || !match.endsWith(match[0]!))) || /^\/\*(?![\s\S]*\*\/)/.test(match);
    if (open) error ??= `syntax error, unexpected end of file on line ${lineAt(text, from + at)}`;
    return blank(match);
  });
  const code = blank(text.slice(0, from)) + body;
  return { code, error: error ?? bracketError(code) };
}

function bracketError(code: string): string | null {
  const open: { bracket: string; at: number }[] = [];
  for (const { 0: bracket, index } of code.matchAll(/[()[\]{}]/g)) {
    if (closers[bracket]) open.push({ bracket, at: index });
    else if (closers[open.at(-1)?.bracket ?? ''] === bracket) open.pop();
    else return `Unmatched '${bracket}' on line ${lineAt(code, index)}`;
  }
  const last = open.at(-1);
  return last ? `Unclosed '${last.bracket}' on line ${lineAt(code, last.at)}` : null;
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ');
const lineAt = (text: string, at: number) => text.slice(0, at).split('\n').length;
