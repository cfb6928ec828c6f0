/** The sample site with everything that attempts at changing it need. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '../../../runtime/logger.js';
import type { AgentContext } from '../../context.js';
import { sampleLayout } from '../../moodle/sample/layout.js';
import { withProvider } from '../../moodle/sample/provider/provider.js';
import { openSampleSite } from '../../moodle/sample/sample-site.js';
import { createTestContext, type TestContext } from '../../testing/test-context.js';
import { updateCore } from '../core-change.js';
import { changePlugins } from '../plugin-change.js';
import { uninstallPlugin } from '../uninstall-change.js';
import { Attempts } from './attempts.js';
import { startZipServer, type ZipServer } from './zip-server.js';

const silent = createLogger('test', 'silent');
const options = {
  ...{ instanceId: null, userId: null, username: null },
  ...{ dryRun: false, overwriteVcs: false, ignoreHealth: false },
};
const digests = { sha256: null, md5: null };

/** A site that is well and has nothing left of a change. */
export const well = { maintenance: false, work: [], dumps: [], pending: false };

export class SampleChanges {
  private version = 2030010100;
  /** Of the last task. */
  id = 0;

  private constructor(
    readonly context: TestContext,
    readonly zips: ZipServer,
  ) {}

  static async start(): Promise<SampleChanges> {
    const zips = await startZipServer();
    const context = await createTestContext({
      config: {
        download: { allowedHosts: ['127.0.0.1'], tokens: {}, maxBytes: 1024 ** 3 },
        upgradeTimeout: 1,
      },
      site: async (folder) => {
        const site = await openSampleSite(join(folder, 'site'), silent);
        return withProvider(site, sampleLayout(join(folder, 'site')), silent);
      },
    });
    await writeFile(join(context.site.config.moodleDir, 'config.php'), '<?php // the site’s own');
    return new SampleChanges(context, zips);
  }

  async stop(): Promise<void> {
    await this.context.dispose();
    await this.zips.stop();
  }

  /** Higher than all before. */
  next(): number {
    return (this.version += 1);
  }

  plugins(links: readonly string[], on: AgentContext = this.context) {
    const items = links.map((link) => ({ key: link, link, component: null, version: null, ...digests }));
    return new Attempts(on, (this.id += 1), { ...options, items }, changePlugins);
  }

  uninstall(component: string, on: AgentContext = this.context) {
    return new Attempts(on, (this.id += 1), { ...options, component }, uninstallPlugin);
  }

  /** The update to the sample's own offer of a newer Moodle. */
  async core() {
    const [offer] = (await this.context.inventory.read()).coreUpdates;
    const { version, download } = offer!;
    const order = { ...options, ...digests, updateId: null, version: String(version), link: download! };
    return new Attempts(this.context, (this.id += 1), order, updateCore);
  }

  /** A plugin of the sample whose upgrade throws. */
  boom(): Promise<string> {
    return this.zips.plugin({
      component: 'mod_attendance',
      version: this.next(),
      files: {
        'db/upgrade.php':
          "<?php\nfunction xmldb_attendance_upgrade($old) {\n  throw new moodle_exception('boom');\n}\n",
      },
    });
  }

  /** As where the tools for a dump are missing, and with an account for reading that may not write. */
  withoutDump(): AgentContext {
    const { site, config } = this.context;
    const reading = site.database.db.withPlugin({
      transformQuery: ({ node }) => {
        if (!/^(Select|Raw)/.test(node.kind)) throw new Error('This account may only read.');
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    return {
      ...this.context,
      site: { ...site, database: { ...site.database, db: reading } },
      config: { ...config, databaseDump: { ...config.databaseDump, mode: 'never' } },
    };
  }

  /** Moodle's upgrade does its work and says that it failed, until the returned function is called. */
  failUpgrades(message: string, times = Infinity): () => void {
    const { bridge } = this.context.site;
    const upgrade = bridge.upgrade;
    let left = times;
    bridge.upgrade = async (run) => {
      const outcome = await upgrade(run);
      return (left -= 1) < 0 ? outcome : { ...outcome, succeeded: false, failedComponent: null, message };
    };
    return () => (bridge.upgrade = upgrade);
  }

  get maintenanceFile(): string {
    return join(this.context.site.config.dataroot, 'climaintenance.html');
  }

  get inMaintenance(): boolean {
    return existsSync(this.maintenanceFile);
  }

  /** Does by hand what a broken change leaves to do. */
  async clean(): Promise<void> {
    const { folder } = this.context.config.databaseDump;
    await rm(this.maintenanceFile, { force: true });
    await rm(join(this.context.site.config.dataroot, 'moopanel_packages'), { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
}
