/** What is wrong with a page that a Moodle answered; looked for as Moodle and PHP print it. */

/** Characters; a page of Moodle's has thousands. */
const LEAST = 200;
const SHOWN = 300;

/** Each with what it is; the text from the match on is shown to the operator. */
const errors: readonly [RegExp, string][] = [
  // PHP itself, with and without markup.
  [/(<b>|^|PHP )(Fatal|Parse|Recoverable fatal) error(<\/b>)?: [\s\S]{1,4000}? on line /im, 'PHP failed'],
  [/\bUncaught [\w\\]*(Error|Exception)\b/, 'PHP failed'],
  // Moodle's error page, and the one that it prints when it is not yet able to make pages.
  [/<[^>]+data-rel=["']fatalerror["'][^>]*>/i, 'Moodle shows an error'],
  [/<[^>]+class=["'][^"']*\berrorbox\b[^>]*>/i, 'Moodle shows an error'],
  [/<div class='alert-danger'>/, 'Moodle shows an error'],
  [/\bCoding error detected, it must be fixed by a programmer\b/, 'Moodle shows an error'],
];

export interface Page {
  status: number;
  /** Its beginning, when `cut`. */
  body: string;
  cut: boolean;
}

/** @returns null where the page is as it should be */
export function pageProblem({ status, body, cut }: Page): string | null {
  if (status === 503) return withText('The site is in maintenance or not available (503)', body);
  const found = errors
    .map(([pattern, what]) => ({ what, at: body.search(pattern) }))
    .find(({ at }) => at >= 0);
  if (found) return withText(found.what, body.slice(found.at));
  if (status !== 200) return withText(`The page answered with status ${status}`, body);
  if (body.trim().length < LEAST) return withText('The page is as good as empty', body);
  if (!cut && !/<\/html>/i.test(body))
    return 'The page ends in its middle: something failed while it was made.';
  return null;
}

/** The words behind what is wrong, in one line. */
function withText(what: string, html: string): string {
  const text = html
    .replace(/<(script|style|title|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? `${what}.` : `${what}: ${text.slice(0, SHOWN)}`;
}
