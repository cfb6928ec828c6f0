/** Keeps what a task was given in confidence out of its log and its messages. */

const secretName = /pass(word|wd|phrase)?|secret|token|credential|private|api[-_]?key|access[-_]?key|^key$/i;
/** Shorter values would blacken ordinary words. */
const SHORTEST = 4;

function collect(value: unknown, secret: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    if (secret && value.length >= SHORTEST) found.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, secret, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) collect(item, secret || secretName.test(key), found);
  }
}

/** An error for the log, without what the task was given in confidence. */
export function redactedError(error: unknown, redact: (text: string) => string): object {
  if (!(error instanceof Error)) return { message: redact(String(error)) };
  return { type: error.name, message: redact(error.message), stack: redact(error.stack ?? '') };
}

/** Makes a function that cuts the secrets of these objects out of a text: all that lies under a secret's name. */
export function redactor(...objects: unknown[]): (text: string) => string {
  const found = new Set<string>();
  for (const object of objects) collect(object, false, found);
  const longestFirst = [...found].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
}
