/** The addresses of a site's logos, built as Moodle's renderer builds them for an image of at most 300 × 300 pixels. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Site } from '../site.js';
import { coreSettings, isEmpty, pluginSettings } from './settings.js';

export interface SiteLogos {
  logo: string | null;
  logocompact: string | null;
}

const CONTEXT_SYSTEM = '10';
const methods = { logo: 'get_logo_url', logocompact: 'get_compact_logo_url' } as const;

/** @param theme the site's theme, such as `boost` */
export async function siteLogos(site: Site, theme: string): Promise<SiteLogos> {
  const component = `theme_${theme}`;
  const [core, own, renderer, base] = await Promise.all([
    pluginSettings(site, 'core_admin', ['logo', 'logocompact']),
    pluginSettings(site, component, ['logo', 'logocompact']),
    themeRenderer(site, theme),
    pluginFileBase(site),
  ]);
  const address = (area: keyof SiteLogos): string | null => {
    // A theme with a renderer of its own for it serves its own logo; any other shows the site's.
    const file =
      renderer.includes(`function ${methods[area]}`) && !isEmpty(own[area]) ? own[area] : undefined;
    if (file !== undefined) return base(component, area, file);
    return isEmpty(core[area]) ? null : base('core_admin', area, core[area]);
  };
  return { logo: address('logo'), logocompact: address('logocompact') };
}

/** The text of the theme's core renderer, empty where it has none. */
async function themeRenderer(site: Site, theme: string): Promise<string> {
  if (!/^[a-z][a-z0-9_]*$/.test(theme)) return '';
  const file = join(site.config.codeRoot, 'theme', theme, 'classes', 'output', 'core_renderer.php');
  return readFile(file, 'utf8').catch(() => '');
}

type FileAddress = (component: string, area: string, file: string) => string;

async function pluginFileBase(site: Site): Promise<FileAddress> {
  const [settings, context] = await Promise.all([
    coreSettings(site, ['themerev', 'themedesignermode', 'slasharguments']),
    site.database.db
      .selectFrom('context')
      .select('id')
      .where('contextlevel', '=', CONTEXT_SYSTEM)
      .executeTakeFirst(),
  ]);
  const revision = isEmpty(settings.themedesignermode)
    ? isEmpty(settings.themerev)
      ? '1'
      : settings.themerev
    : '-1';
  const script = `${site.config.wwwroot}/pluginfile.php`;
  return (component, area, file) => {
    const path = `/${context?.id ?? 1}/${component}/${area}/300x300/${revision}${file}`;
    return settings.slasharguments === '0'
      ? `${script}?file=${rawUrlEncode(path)}`
      : script + rawUrlEncode(path).replaceAll('%2F', '/');
  };
}

/** PHP's rawurlencode: as JavaScript's, and five characters more. */
function rawUrlEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
