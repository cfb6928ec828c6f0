/** Site admin presets, through Moodle's own preset manager: a part of the bridge. */
import type { PresetApplyReply } from '../../contract/agent/presets.js';
import type { BridgeRun } from './bridge.js';

export interface PresetSettingName {
  /** `none` for core. */
  plugin: string;
  name: string;
}

export interface PresetExport {
  /** The preset's XML as Moodle's own manager writes it. */
  xml: string;
}

export interface PresetBridge {
  /**
   * Makes an admin preset of the site as it is now, and forgets it again once it is exported.
   * @param request.sensitive whether settings that Moodle treats as passwords are in it
   * @throws BridgeError `not-found` when this Moodle has no admin presets
   */
  exportPreset(request: { name: string; sensitive: boolean }, run: BridgeRun): Promise<PresetExport>;

  /**
   * Applies a preset, whole or only some settings of it.
   * @throws BridgeError `moodle` when Moodle refuses the XML
   */
  applyPreset(
    request: { xml: string; settings: PresetSettingName[] | null; dryRun: boolean },
    run: BridgeRun,
  ): Promise<Omit<PresetApplyReply, 'status'>>;

  /**
   * Takes an application back.
   * @throws BridgeError `not-found` for an application that Moodle does not know
   */
  undoPreset(request: { applicationId: number }, run: BridgeRun): Promise<Omit<PresetApplyReply, 'status'>>;
}
