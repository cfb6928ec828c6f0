/** Everything that exports read of a site, without the content of its courses. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntityCounts } from '../../../contract/agent/migration.js';
import type { TestContext } from '../../testing/test-context.js';
import { openExportDraft } from '../format/write-export.js';
import { siteExporter } from '../export/exporters/site.js';
import { resolveSettings } from '../settings.js';

/** @returns how many rows of each kind were written */
export async function outlineOf(context: TestContext): Promise<EntityCounts> {
  const folder = join(context.folder, 'outline');
  await mkdir(folder);
  const { signal } = new AbortController();
  const out = await openExportDraft({ folder, signal, entityLimit: 100_000 });
  await siteExporter.write({
    context,
    settings: resolveSettings(siteExporter.settings, {}),
    outline: true,
    userId: 2,
    out,
    run: { signal, progress: () => undefined, log: () => undefined },
  });
  return out.counts;
}
