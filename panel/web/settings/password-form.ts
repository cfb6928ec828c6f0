/** What is wrong with a change of password, said at the field that it is about. */
import { PASSWORD_MAX, PASSWORD_MIN } from '../../../contract/panel/password-limits.js';
import { ApiError } from '../api/errors.js';

export interface PasswordValues {
  current: string;
  next: string;
  /** The new one once more: it is typed unseen. */
  again: string;
}

/** Messages by field; null where there is nothing to say. The server checks again. */
export function checkPasswords(values: PasswordValues): Record<keyof PasswordValues, string | null> {
  const { current, next, again } = values;
  return {
    current: current ? null : 'Enter your present password',
    next: checkNext(next, current),
    again: again === next ? null : 'This is not the same as the new password',
  };
}

function checkNext(next: string, current: string): string | null {
  if (next.length < PASSWORD_MIN) return `Use at least ${PASSWORD_MIN} characters`;
  if (next.length > PASSWORD_MAX) return `Use at most ${PASSWORD_MAX} characters`;
  return next === current ? 'Choose another than the present one' : null;
}

const fieldNames: Readonly<Record<string, keyof PasswordValues>> = {
  'body.current_password': 'current',
  'body.new_password': 'next',
};

/** The server's refusal by field; null when it is about no field of the form and must be shown as a whole. */
export function refusedFields(error: unknown): Partial<PasswordValues> | null {
  if (!(error instanceof ApiError)) return null;
  const found = Object.entries(error.fields).flatMap(([path, message]) => {
    const field = fieldNames[path];
    return field ? [[field, message]] : [];
  });
  return found.length > 0 ? (Object.fromEntries(found) as Partial<PasswordValues>) : null;
}
