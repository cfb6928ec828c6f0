import { z } from 'zod';
import {
  availableList,
  availableQuery,
  componentName,
  coreSiteList,
  coreSiteQuery,
  pluginList,
  pluginListQuery,
  pluginSiteList,
  pluginSiteQuery,
  siteLog,
  siteLogQuery,
  sitePluginList,
  sitePluginQuery,
} from '../../contract/panel/plugins.js';
import { updatesChecked } from '../../contract/panel/updates.js';
import { idParams } from '../http/id-params.js';
import { defineRoute } from '../http/route.js';
import { getInstance } from '../instances/service.js';
import { listPlugins } from './across.js';
import { listAvailable } from './available.js';
import { checkForUpdates } from './check.js';
import { listCore } from './core.js';
import { listSiteLog, listSitePlugins } from './of-site.js';
import { listSitesOf } from './sites.js';

const tag = 'Plugins';

export const pluginRoutes = [
  defineRoute({
    method: 'GET',
    path: '/plugins',
    operationId: 'pluginList',
    summary: 'Plugins across all sites, with their versions',
    tag,
    role: 'viewer',
    request: { query: pluginListQuery },
    status: 200,
    response: pluginList,
    handler: ({ panel, query }) => listPlugins(panel, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/plugins/{component}/sites',
    operationId: 'pluginSiteList',
    summary: 'Which sites have a plugin; `below=` names a version that is newer than all wanted',
    tag,
    role: 'viewer',
    request: { params: z.object({ component: componentName }), query: pluginSiteQuery },
    status: 200,
    response: pluginSiteList,
    handler: ({ panel, params, query }) => listSitesOf(panel, params.component, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/plugins',
    operationId: 'sitePluginList',
    summary: 'Plugins of one site',
    tag,
    role: 'viewer',
    request: { params: idParams, query: sitePluginQuery },
    status: 200,
    response: sitePluginList,
    async handler({ panel, params, query }) {
      const { id } = await getInstance(panel, params.id);
      return listSitePlugins(panel, id, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/instances/{id}/update-log',
    operationId: 'siteUpdateLog',
    summary: 'The site’s own upgrade log',
    tag,
    role: 'viewer',
    request: { params: idParams, query: siteLogQuery },
    status: 200,
    response: siteLog,
    async handler({ panel, params, query }) {
      const { id } = await getInstance(panel, params.id);
      return listSiteLog(panel, id, query);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/updates/available',
    operationId: 'availableList',
    summary: 'Updates of plugins that are offered, by component, with the sites',
    tag,
    role: 'viewer',
    request: { query: availableQuery },
    status: 200,
    response: availableList,
    handler: ({ panel, query }) => listAvailable(panel, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/core',
    operationId: 'coreList',
    summary: 'Moodle’s version of every site and what is offered',
    tag,
    role: 'viewer',
    request: { query: coreSiteQuery },
    status: 200,
    response: coreSiteList,
    handler: ({ panel, query }) => listCore(panel, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/instances/{id}/updates/check',
    operationId: 'updatesCheck',
    summary: 'Have the site ask for updates now, then read it',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    response: updatesChecked,
    handler: ({ panel, principal, params }) => checkForUpdates(panel, principal, params.id),
  }),
];
