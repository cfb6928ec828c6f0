/** Which importer a file is for. */
import type { EntityKind, MigrationSettings } from '../../../contract/agent/migration.js';
import { entityKinds } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import { ExportFileRefused } from '../format/export-file.js';
import type { Manifest } from '../format/manifest.js';
import type { FileImporter, ImportSource } from '../importer.js';
import { resolveSettings } from '../settings.js';
import { importerOf } from './importer-names.js';
import { fileImporters, settingsOf, kindImporters } from './importers.js';
import { isZip, peekManifest } from './peek-manifest.js';
import { ImporterRefused } from './refusals.js';

/** What will be done with a file. */
export interface ChosenImporter {
  name: string;
  /** As they will apply, in the order in which they are shown. */
  settings: MigrationSettings;
  /** Moodle capabilities in the system context, all of them. */
  capabilities: readonly string[];
  /** Of an export. */
  manifest: Manifest | null;
}

/**
 * @param wanted the importer's full name; empty to leave it to the file
 * @throws ImporterRefused, SettingsRefused, ExportFileRefused
 */
export async function chooseImporter(
  context: AgentContext,
  source: ImportSource,
  wanted: string,
  given: MigrationSettings,
  signal: AbortSignal,
): Promise<ChosenImporter> {
  if (await isZip(source.path)) return exportImporter(await peekManifest(source.path, signal), wanted, given);
  const fitting: FileImporter[] = [];
  for (const importer of fileImporters) if (await importer.accepts(source)) fitting.push(importer);
  const importer = theOne(fitting, wanted);
  return {
    name: importer.name,
    settings: await importer.settings(source, given, context),
    capabilities: importer.capabilities,
    manifest: null,
  };
}

function exportImporter(manifest: Manifest, wanted: string, given: MigrationSettings): ChosenImporter {
  const name = importerOf(manifest.exporter);
  theOne([{ name }], wanted);
  const kinds = kindsIn(manifest);
  return {
    name,
    settings: resolveSettings(settingsOf(manifest.exporter, kinds), given),
    capabilities: capabilitiesOf(kinds),
    manifest,
  };
}

/** What the user needs who brings these in. */
export const capabilitiesOf = (kinds: readonly EntityKind[]): string[] => [
  ...new Set(
    kindImporters.filter(({ kind }) => kinds.includes(kind)).flatMap(({ capabilities }) => capabilities),
  ),
];

/** In the order in which they are brought in. */
export function kindsIn({ counts, files }: Manifest): EntityKind[] {
  return entityKinds.filter((kind) => (counts[kind] ?? 0) > 0 || files.some((file) => file.kind === kind));
}

function theOne<I extends { name: string }>(fitting: readonly I[], wanted: string): I {
  const choices = fitting
    .map(({ name }) => name)
    .sort()
    .join(', ');
  if (fitting.length === 0)
    throw new ExportFileRefused(
      'The file is nothing that can be imported: hand over a zip that was exported, or a CSV file with a row of headings.',
    );
  if (wanted === '') {
    if (fitting.length === 1) return fitting[0]!;
    throw new ImporterRefused(
      `More than one importer is available, importer must be specified\nChoose from: ${choices}`,
    );
  }
  const named = fitting.find(({ name }) => name === wanted.replace(/^\\/, ''));
  if (named === undefined)
    throw new ImporterRefused(`Could not find importer ${wanted}\nChoose from: ${choices}`);
  return named;
}
