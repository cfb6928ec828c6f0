/**
 * Looks at a preset's text before a parser does. Moodle's own writer makes nothing but elements, attributes and escaped
 * text, so whatever else begins with `<!` or `<?` is refused unread: DOCTYPE, entities, CDATA, comments.
 */

/** Why a preset was refused: `too_large` for one beyond a cap, `not_a_preset` for anything else. */
export class PresetRefused extends Error {
  constructor(
    message: string,
    readonly code: 'too_large' | 'not_a_preset',
  ) {
    super(message);
    this.name = 'PresetRefused';
  }
}

/** PRESET / ADMIN_SETTINGS / a plugin / SETTINGS / a setting are five levels. */
const MAX_DEPTH = 5;
/** A large site has 5,000 settings. */
const MAX_ELEMENTS = 60_000;
const MAX_TAG = 70_000;
const MAX_TEXT = 1_000_000;

/**
 * Decodes and checks.
 * @returns the text, without its XML declaration
 * @throws PresetRefused
 */
export function guardXml(bytes: Buffer): string {
  const text = decode(bytes)
    .replace(/^\uFEFF/, '')
    .replace(/^\s*<\?xml[^<>]{0,200}\?>/, '');
  let depth = 0;
  let elements = 0;
  let end = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', end)) {
    if (at - end > MAX_TEXT) throw new PresetRefused('A value is too long.', 'too_large');
    const next = text[at + 1];
    if (next === '!' || next === '?') {
      throw new PresetRefused(
        'A DOCTYPE, entity, comment, CDATA or instruction is not taken.',
        'not_a_preset',
      );
    }
    end = text.indexOf('>', at) + 1;
    if (end === 0) throw new PresetRefused('It ends within a tag.', 'not_a_preset');
    if (end - at > MAX_TAG) throw new PresetRefused('A tag is too long.', 'too_large');
    if (next === '/') {
      depth--;
      continue;
    }
    if (++elements > MAX_ELEMENTS) throw new PresetRefused('It has too many settings.', 'too_large');
    if (text[end - 2] === '/') continue;
    if (++depth > MAX_DEPTH) throw new PresetRefused('It is nested too deeply.', 'too_large');
  }
  return text;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PresetRefused('It is not UTF-8 text.', 'not_a_preset');
  }
}
