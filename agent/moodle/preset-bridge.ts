/** Site admin presets, through Moodle's own preset manager: a part of the bridge. */
import type { PresetApplyReply } from '../../contract/agent/presets.js';
import type { BridgeRun } from './bridge-run.js';

export interface PresetSettingName {
  /** `none` for core. */
  plugin: string;
  name: string;
}

export interface PresetSettingValue extends PresetSettingName {
  value: string;
}

export interface PresetExport {
  /** The preset's XML as Moodle's own manager writes it. */
  xml: string;
  /** Settings and plugins in it. */
  settings: number;
  plugins: number;
  /** Secret settings: sealed in it, or left out of it. */
  secrets: number;
}

/** What became of a preset that was applied or taken back. */
export type PresetOutcome = Omit<PresetApplyReply, 'status'>;

export interface PresetApplication {
  /** Has passed `readPresetXml`. */
  xml: string;
  /** The settings and plugin states that are wanted; null for all. */
  settings: PresetSettingName[] | null;
  /** Values that stand sealed in the XML, in clear. */
  opened: PresetSettingValue[];
  /** Settings whose values could not be opened: they are skipped. */
  unopened: PresetSettingName[];
  dryRun: boolean;
}

export interface PresetBridge {
  /**
   * Makes an admin preset of the site as it is now, and forgets it again once it is exported.
   * @param request.seal makes what stands in the XML for a secret setting's value; null leaves these settings out. What
   *   counts as secret: what Moodle treats so, and what looks so (`secret-patterns.ts`)
   * @throws BridgeError `not-found` when this Moodle has no admin presets
   */
  exportPreset(
    request: { name: string; seal: ((setting: PresetSettingValue) => string) | null },
    run: BridgeRun,
  ): Promise<PresetExport>;

  /**
   * Applies a preset, whole or only some settings of it. What fails in the middle is taken back.
   * @throws BridgeError `not-found` when this Moodle has no admin presets; `moodle` when it refuses the XML
   */
  applyPreset(request: PresetApplication, run: BridgeRun): Promise<PresetOutcome>;

  /**
   * Takes an application back. Settings that were changed since stay as they are, and the application with them.
   * @throws BridgeError `not-found` for an application that Moodle does not know (any more)
   */
  undoPreset(request: { applicationId: number }, run: BridgeRun): Promise<PresetOutcome>;
}
