/** Presets in words. */
import type { ApplicationState, DifferenceClass, HiddenReason } from '../../../contract/panel/presets.js';

/** `Core` for Moodle's own settings, else the plugin's name. */
export const pluginWords = (plugin: string): string => (plugin === 'none' ? 'Core' : plugin);

/** `4.5.6` of `4.5.6 (Build: 20250811)`. */
export const releaseWords = (release: string | null): string =>
  release?.replace(/\s*\(Build.*$/, '') ?? 'unknown';

export const classWords: Record<DifferenceClass, string> = {
  differs: 'Differs',
  only_left: 'Only left',
  only_right: 'Only right',
};

export const hiddenWords: Record<HiddenReason, string> = {
  identity: 'Always different',
  secret: 'Secret',
  empty: 'Empty, and only at one site',
};

export const applicationWords: Record<ApplicationState, string> = {
  unknown: 'No answer yet',
  done: 'Applied',
  failed: 'Failed',
  undo_unknown: 'Undo without an answer',
  undo_failed: 'Undo failed',
  undo_partial: 'Partly undone',
  undone: 'Undone',
};

/** Where two sides are compared. A side is `preset:<id>` or `instance:<id>`. */
export const compareLink = (left: string, right: string): string =>
  `/presets/compare?left=${encodeURIComponent(left)}&right=${encodeURIComponent(right)}`;
