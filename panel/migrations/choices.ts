/** What a site can export and import, as its agent tells it, by the panel's words. */
import type { z } from 'zod';
import type { SettingDescription } from '../../contract/agent/migration.js';
import type { migrationChoices } from '../../contract/panel/migrations.js';
import type { PanelContext } from '../context.js';
import { instanceWith } from '../instances/feature.js';
import { addressOf } from '../instances/service.js';
import { whatOf } from './names.js';

/** @throws ProblemError 404, 409 where the agent does not offer migration; AgentError */
export async function readChoices(
  panel: PanelContext,
  id: number,
): Promise<z.input<typeof migrationChoices>> {
  const instance = await instanceWith(panel, id, 'migration');
  const offer = await panel.agents.migration.offer(addressOf(panel, instance));
  return {
    exporters: offer.exporters.flatMap(named),
    importers: offer.importers.flatMap(named),
    limits: { file_bytes: offer.limits.file_bytes, entities: offer.limits.entities },
  };
}

function named({ name, settings }: { name: string; settings: SettingDescription[] }) {
  const what = whatOf(name);
  return what === null ? [] : [{ what, settings }];
}
