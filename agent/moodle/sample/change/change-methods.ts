/** What changes of a site's code ask of the sample. */
import { BridgeError } from '../../bridge.js';
import type { ChangeBridge } from '../../change-bridge.js';
import { emptyCacheFolders } from '../../cache-folders.js';
import type { SampleLayout } from '../layout.js';
import { brokenFiles } from './broken-code.js';
import { checkUpdates } from './check-updates.js';
import { samplePages } from './pages.js';
import { upgradeState } from './site-code.js';
import { uninstall, uninstallReasons } from './uninstall.js';
import { upgradeSite } from './upgrade.js';

const ERRORS_SHOWN = 20;

export function changeMethods(layout: SampleLayout): ChangeBridge {
  return {
    upgrade: (run) => upgradeSite(layout, run),
    upgradeState: () => upgradeState(layout),
    pages: () => samplePages(layout),
    purgeCaches: () => emptyCacheFolders(layout.dataroot),
    checkUpdates: () => checkUpdates(layout),
    uninstallReasons: (component) => uninstallReasons(layout, component),
    uninstall: ({ component }, run) => uninstall(layout, component, run),
    syntaxErrors: (folder, run) =>
      brokenFiles(folder, ERRORS_SHOWN, () => {
        if (run.signal.aborted) throw new BridgeError('aborted', 'Stopped while the files were looked at.');
      }),
  };
}
