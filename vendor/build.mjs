/* Bundles the staff page's editor and writes down whose work it is: `make vendor`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const OUT = '../static/vendor';
const { metafile } = await build({
  entryPoints: ['codemirror.js'],
  outfile: `${OUT}/codemirror.js`,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  metafile: true,
  banner: { js: '/* CodeMirror 6 and what it is made of, MIT: LICENSES.txt beside this file. Made by `make vendor`. */' },
});
const packages = new Set(
  Object.keys(metafile.inputs).map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean),
);
const licences = [...packages].sort().map((name) => {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  return `${name} ${version}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim()}\n`;
});
writeFileSync(`${OUT}/LICENSES.txt`, licences.join(`\n${'-'.repeat(80)}\n\n`));
