/** The look of the panel: colours, type, radii, density. Nothing is fetched from elsewhere. */
import {
  Anchor,
  Badge,
  Button,
  Card,
  createTheme,
  type CSSVariablesResolver,
  Drawer,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  Menu,
  Modal,
  Popover,
  Select,
  Skeleton,
  Table,
  Tabs,
  Text,
  Tooltip,
} from '@mantine/core';

/** Also in public/color-scheme.js. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'moopanel-color-scheme' });

const ink: MantineColorsTuple = [
  '#eef1fc',
  '#dce1f6',
  '#b9c3ec',
  '#94a3e2',
  '#7486d8',
  '#5a6fcf',
  '#465bc4',
  '#3a4dab',
  '#324291',
  '#293673',
];

const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#eff1f5',
  '#e4e7ed',
  '#d5dae3',
  '#bcc3d0',
  '#98a1b3',
  '#667085',
  '#4b5565',
  '#333c4c',
  '#1b2230',
];

const dark: MantineColorsTuple = [
  '#d3d8e2',
  '#b4bccb',
  '#98a2b5',
  '#6c778c',
  '#3d475a',
  '#2e3747',
  '#222a38',
  '#1a212d',
  '#141a24',
  '#0e131b',
];

const red: MantineColorsTuple = [
  '#fdeef0',
  '#fadadd',
  '#f4b3b9',
  '#ec8a93',
  '#e06672',
  '#cb3d4b',
  '#b92c3b',
  '#a22433',
  '#8b1d2b',
  '#741723',
];

const green: MantineColorsTuple = [
  '#e6f6ed',
  '#cdecd9',
  '#9fd9b7',
  '#6fc593',
  '#48ae75',
  '#257f50',
  '#1d7a4b',
  '#19683f',
  '#145635',
  '#0f442a',
];

const orange: MantineColorsTuple = [
  '#fdf3e0',
  '#fae5bf',
  '#f3cb82',
  '#e9ae48',
  '#d4921f',
  '#a16600',
  '#8f5a00',
  '#7a4c00',
  '#663f00',
  '#523200',
];

const fontFamily =
  "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif";

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 6, dark: 5 },
  colors: { ink, gray, dark, red, green, orange },
  black: '#1b2230',
  fontFamily,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: {
    fontFamily,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.84375rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Anchor: Anchor.extend({ defaultProps: { size: 'sm' } }),
    Badge: Badge.extend({ defaultProps: { radius: 'sm', tt: 'none', fw: 550 } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Card: Card.extend({ defaultProps: { withBorder: true, radius: 'lg', padding: 'lg' } }),
    Drawer: Drawer.extend({
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 0.35 },
      },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      styles: { title: { fontWeight: 600 } },
      defaultProps: {
        radius: 'lg',
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 0.4, blur: 2 },
      },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md' } }),
    Select: Select.extend({ defaultProps: { comboboxProps: { shadow: 'md' } } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'sm' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 9, horizontalSpacing: 'md' } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Text: Text.extend({ defaultProps: { size: 'sm' } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 300 } }),
  },
});

/** The surfaces: a quiet page with raised cards, in both schemes; dimmed text keeps 4.5:1 on both. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#5a6476',
    '--mantine-color-placeholder': '#6d7688',
    '--mantine-color-default-border': '#dfe3ea',
    '--mantine-color-error': '#c22f3d',
    '--page': '#f5f6f9',
    '--rail': '#fbfbfd',
    '--hover': '#f5f6fa',
    '--line': '#e6e9ef',
    '--ok': '#1d7a4b',
    '--ok-soft': '#e3f4ea',
    '--bad': '#b92534',
    '--bad-soft': '#fceaec',
    '--warn': '#8f5a00',
    '--warn-soft': '#fdf1da',
    '--busy': '#3a4dab',
    '--busy-soft': '#e8ecfa',
    '--quiet': '#566072',
    '--quiet-soft': '#eef0f4',
  },
  dark: {
    '--mantine-color-body': '#181e29',
    '--mantine-color-dimmed': '#9aa4b7',
    '--mantine-color-placeholder': '#8490a5',
    '--mantine-color-default-border': '#323c4d',
    '--mantine-color-error': '#ff8f98',
    '--mantine-color-anchor': '#a3b1ee',
    '--page': '#11161f',
    '--rail': '#141a24',
    '--hover': '#1f2634',
    '--line': '#283141',
    '--ok': '#6fd39d',
    '--ok-soft': '#17332a',
    '--bad': '#ff949d',
    '--bad-soft': '#3a1d25',
    '--warn': '#f2bf63',
    '--warn-soft': '#382b17',
    '--busy': '#a9b6f2',
    '--busy-soft': '#232c4d',
    '--quiet': '#a7b0c1',
    '--quiet-soft': '#262e3c',
  },
});
