// Bundles src/ into dist/page.js and dist/page.css, or into the folder named as the argument.
import { build } from 'esbuild';

const licence = '/*! with uPlot 1.6.32, copyright 2025 Leon Sorokin, MIT licence */';

await build({
  entryPoints: { page: 'src/main.ts' },
  outdir: process.argv[2] ?? 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome90', 'firefox113', 'safari16.4'],
  charset: 'ascii',
  legalComments: 'none',
  banner: { js: licence },
  logLevel: 'warning',
});
