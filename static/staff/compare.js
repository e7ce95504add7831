/* Two texts beside one another: a version and the one before, or two edits of one text brought together. */
import {send, t, tn} from './api.js';
import {el, fill, icon, state} from './dom.js';
import {look, shade} from './editor.js';

const FILE = t('the file');

/** What differs between two texts, in one column. */
export function difference(cm, host, {title, before, after, onClose}) {
  const place = el('div', {class: 'lay__code', dir: 'ltr'});
  fill(host, head(title, onClose), place);
  const same = before === after;
  if (same) { fill(place, el('p', {class: 'lay__same muted'}, t('No line differs.'))); return; }
  new cm.EditorView({
    parent: shade(place),
    root: shade(place),
    state: cm.EditorState.create({
      doc: after,
      extensions: [
        cm.minimalSetup, cm.lineNumbers(), cm.yaml(), look(cm), cm.EditorView.lineWrapping,
        cm.EditorState.readOnly.of(true), cm.EditorView.editable.of(false),
        cm.EditorView.contentAttributes.of({'aria-label': title, tabindex: '0'}),
        cm.unifiedMergeView({original: before, mergeControls: false, collapseUnchanged: {margin: 3, minSize: 5}}),
      ],
    }),
  });
}

function head(title, onClose, ...more) {
  return el('div', {class: 'lay__head'}, el('h2', null, title), ...more,
    el('button', {class: 'btn push', type: 'button', onclick: onClose}, icon('left'), t('Back to the editor')));
}

/**
 * Two edits with the text that both began with. Only what both changed otherwise asks; the rest is taken from whoever
 * changed it. `onTaken(text)` gets the result.
 */
export async function compare(host, {base, theirs, yours, who, onTaken, onClose}) {
  fill(host, head(t('Compare'), onClose), el('p', {class: 'muted lay__same'}, t('Comparing…')));
  let stretches;
  try {
    ({stretches} = await send('POST', 'layout/merge', {base, theirs, yours}));
  } catch (error) {
    fill(host, head(t('Compare'), onClose), el('p', {class: 'st st--bad box'}, icon('err'), error.message));
    return;
  }
  const chosen = new Map(stretches.map((one, place) => [place, one.whose === 'theirs' ? 'theirs' : 'yours']));
  const open = new Set(stretches.flatMap((one, place) => (one.whose === 'conflict' ? [place] : [])));
  const take = el('button', {class: 'btn btn--go', type: 'button', onclick: () => { if (!open.size) onTaken(result()); }});
  const sum = el('p', {class: 'lay__take'});
  const counts = {theirs: stretches.filter((one) => one.whose === 'theirs').length, yours: stretches.filter((one) => one.whose === 'yours').length};

  function result() { return stretches.map((one, place) => one[chosen.get(place)].join('')).join(''); }
  function update() {
    take.setAttribute('aria-disabled', String(open.size > 0));
    take.textContent = t('Take this into the editor');
    fill(sum, open.size ? state('warn', 'warn', tn('One place to choose', '%(n)s places to choose', open.size), true) :
      state('ok', 'check', t('Both edits go together'), true),
    el('span', {class: 'muted'}, tn('Taken: %(a)s place from %(who)s, %(b)s from you.', 'Taken: %(a)s places from %(who)s, %(b)s from you.', counts.theirs, {who: who || FILE, a: counts.theirs, b: counts.yours})), take);
  }
  const numbers = {theirs: 1, yours: 1};
  const rows = el('div', {class: 'cmp'}, el('div', {class: 'cmp__two cmp__names'}, el('b', null, who || t('The file'), ' ', state('none', 'screens', t('On the walls'))), el('b', null, t('You'), ' ', state('none', 'pen', t('In the editor')))),
    stretches.map((one, place) => stretch(one, place)));

  function lines(list, side, signed) {
    return el('pre', {class: signed ? 'changed' : '', dir: 'ltr'}, list.map((line) => el('span', {class: 'cmp__l'}, el('i', null, numbers[side]++), line.replace(/\r?\n$/, ''), '\n')));
  }
  function stretch(one, place) {
    if (one.whose === 'same') return same(one);
    const left = lines(one.theirs, 'theirs', one.whose !== 'yours'), right = lines(one.yours, 'yours', one.whose !== 'theirs');
    const pair = el('div', {class: 'cmp__two'}, left, right);
    return one.whose === 'conflict' ? conflict(one, place, pair, left, right) : pair;
  }
  function same(one) {
    const number = one.base.length;
    if (number <= 6) return el('div', {class: 'cmp__two'}, lines(one.base, 'theirs'), lines(one.base, 'yours'));
    const first = one.base.slice(0, 3), last = one.base.slice(-3);
    const top = el('div', {class: 'cmp__two'}, lines(first, 'theirs'), lines(first, 'yours'));
    numbers.theirs += number - 6;
    numbers.yours += number - 6;
    return [top, el('p', {class: 'cmp__same muted'}, tn('1 line the same', '%(n)s lines the same', number - 6)),
      el('div', {class: 'cmp__two'}, lines(last, 'theirs'), lines(last, 'yours'))];
  }
  function conflict(one, place, pair, left, right) {
    const choices = [['theirs', who ? t('What %(who)s wrote', {who}) : t('What the file says')], ['yours', t('What you wrote')], ['base', t('As it was before')]];
    const group = el('fieldset', {class: 'cmp__ask'}, el('legend', null, icon('pen'), t('Both of you changed this. Which one shall it be?')),
      choices.map(([value, words]) => el('label', null, el('input', {type: 'radio', name: `choice-${place}`, value, onchange: () => choose(value)}),
        el('span', null, el('b', null, words), el('small', null, (one[value].join('').trim() || t('nothing')).slice(0, 120))))));
    function choose(value) {
      chosen.set(place, value);
      open.delete(place);
      left.classList.toggle('out', value !== 'theirs');
      right.classList.toggle('out', value !== 'yours');
      update();
    }
    return el('div', {class: 'cmp__both'}, pair, group);
  }
  update();
  fill(host, head(t('Compare'), onClose), sum, rows);
}
