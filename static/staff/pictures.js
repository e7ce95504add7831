/* The pictures of the folder media: shown, added, taken away. */
import {get, send, t} from './api.js';
import {el, fill, icon, twice, url} from './dom.js';

/** The panel in `host`. `insert(name)` puts a name where the editor's caret is; `onNames` is told of all names. */
export async function pictures(host, {may, insert, onNames}) {
  const problem = el('p', {class: 'st st--bad box', role: 'alert', hidden: true});
  const list = el('ul', {class: 'pics'});
  const input = el('input', {type: 'file', id: 'picture', accept: 'image/png,image/jpeg,image/webp,image/gif,image/svg+xml', class: 'sr', onchange: () => add([...input.files])});
  if (!await get('media').catch(() => null)) return;
  fill(host, el('div', {class: 'pics__head'}, el('h2', null, t('Pictures')), el('span', {class: 'muted'}, t('for show: picture, slides and the logo')),
    may && el('label', {class: 'btn push', for: 'picture'}, icon('plus'), t('Add a picture'), input)), problem, list);
  host.addEventListener('dragover', (event) => { if (may) event.preventDefault(); });
  host.addEventListener('drop', (event) => { if (!may) return; event.preventDefault(); add([...event.dataTransfer.files]); });

  function say(text) {
    problem.hidden = !text;
    fill(problem, icon('err'), text);
  }
  async function add(files) {
    say('');
    for (const file of files) {
      const body = new FormData();
      body.append('file', file, file.name);
      try { await send('POST', 'media', body); } catch (error) { say(`${file.name}: ${error.message}`); }
    }
    input.value = '';
    await show();
  }
  async function remove(one) {
    say('');
    try { await send('DELETE', `media/${encodeURIComponent(one.name)}`); } catch (error) { say(error.message); }
    await show();
  }
  async function show() {
    const found = await get('media').catch(() => null);
    if (!found) return;
    onNames(found.files.map((one) => one.name));
    fill(list, found.files.map((one) => el('li', null,
      one.url ? el('img', {src: url(one.url), alt: '', loading: 'lazy'}) : el('div', {class: 'pics__none'}, one.problem ? icon('err') : icon('clock')),
      el('b', null, one.name),
      el('small', null, one.problem || [one.width ? `${one.width} × ${one.height}` : '', one.used_by.length ? t('on %(names)s', {names: one.used_by.join(', ')}) : t('on no screen')].filter(Boolean).join(', ')),
      may && el('p', {class: 'lay__do'}, el('button', {class: 'link', type: 'button', onclick: () => insert(one.name)}, t('Insert the name')),
        !one.used_by.length && !one.name.includes('/') && el('button', {class: 'link', type: 'button', onclick: twice(t('Really remove it?'), () => remove(one))}, t('Remove'))))));
    if (!found.files.length) fill(list, el('li', {class: 'muted pics__empty'}, t('There are none yet.')));
  }
  await show();
}
