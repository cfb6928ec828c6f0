/** `core_webservice_get_site_info`: what every client of Moodle's web services asks first. */
import { userContext } from './drafts/user-context.js';
import { accountById } from '../moodle/reads/accounts.js';
import { coreSettings } from '../moodle/reads/settings.js';
import { siteFacts } from '../moodle/reads/site-facts.js';
import { defineFunction, type WebserviceFunction } from './function.js';
import { multiple, single, text, withDefault } from './spec.js';
import { mayUseFiles } from './tokens/file-rights.js';
import { functionsOfToken } from './tokens/token-store.js';
import { WebserviceError } from './webservice-error.js';

/** Moodle's SITEID. */
const SITE_COURSE = 1;

/** @param all every function there is; asked when the function is called */
export const siteInfoFunction = (all: () => readonly WebserviceFunction[]): WebserviceFunction =>
  defineFunction({
    name: 'core_webservice_get_site_info',
    type: 'read',
    description: 'Return some site info / user info / list web service functions',
    parameters: single({
      serviceshortnames: withDefault(multiple(text('alphanumext', 'service shortname'), 'ignored'), []),
    }),
    async run(_parameters, { context, caller }) {
      const { site, store } = context;
      const account = await accountById(site, caller.userId);
      if (account === null)
        throw new WebserviceError('dml_missing_record_exception', 'invaliduser', 'Invalid user');
      const [facts, settings, allowed, contextId] = await Promise.all([
        siteFacts(site),
        coreSettings(site, ['lang', 'release', 'version', 'themerev']),
        functionsOfToken(store.prisma, caller.tokenId),
        userContext(site, caller.userId),
      ]);
      const version = settings.version ?? '';
      return {
        sitename: facts.site_fullname,
        username: account.username,
        firstname: account.firstname,
        lastname: account.lastname,
        fullname: account.fullname,
        lang: account.lang || settings.lang || 'en',
        userid: account.id,
        siteurl: site.config.wwwroot,
        userpictureurl: `${site.config.wwwroot}/pluginfile.php/${contextId}/user/icon/${facts.theme}/f1`,
        functions: all()
          .filter(({ name }) => allowed === null || allowed.includes(name))
          .map(({ name }) => ({ name, version })),
        downloadfiles: mayUseFiles(all(), allowed, 'gives') ? 1 : 0,
        uploadfiles: mayUseFiles(all(), allowed, 'takes') ? 1 : 0,
        release: settings.release ?? '',
        version,
        mobilecssurl: '',
        siteid: SITE_COURSE,
        userissiteadmin: account.isAdmin,
        theme: facts.theme,
      };
    },
  });
