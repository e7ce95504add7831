/* The page Layout: screens.yaml edited, tried as it is written, applied, compared, gone back in. See docs/staff.md. */
import {ApiError, ask, get, send, t, tn} from './api.js';
import {byId, el, fill, icon, state, url} from './dom.js';
import {compare, difference} from './compare.js';
import {edit, load} from './editor.js';
import {listen} from './feed.js';
import {forms} from './forms.js';
import {pictures} from './pictures.js';
import {boxOf, frameIn} from './scaled.js';
import {when} from './when.js';

const host = byId('layout');
const may = document.documentElement.dataset.role === 'editor';
const ME = document.documentElement.dataset.name;
const KEPT = 'signage-layout-draft';
const TRY_AFTER = 350, LOOK_EVERY = 10000;  // ms
const PREVIEWS = 6;

const file = {text: '', etag: '', versions: [], readOnly: ''};
let tried = null;       // what the server says of the text as it is
let trying = 0;         // the number of the last try
let theirs = null;      // somebody else's edit that is on the walls, while ours is not
let keys = {}, pictureNames = [];
let cm, editor;

/* The parts of the page -------------------------------------------------------- */

const bar = el('div', {class: 'lay__bar', role: 'status', hidden: true});
const summary = el('div', {class: 'lay__sum'});
const place = el('div', {class: 'lay__code', dir: 'ltr'});
const other = el('section', {class: 'lay__other', hidden: true});
const changes = el('aside', {class: 'lay__changes', 'aria-label': t('What it changes')});
const history = el('aside', {class: 'lay__history', 'aria-label': t('History')});
const work = el('section', {class: 'lay__work panel', 'aria-label': t('Editor')}, bar, summary, place);
const tray = el('section', {class: 'lay__pictures'});
fill(host, el('div', {class: 'lay__main'}, work, other, tray), changes, history);

/* Loading ------------------------------------------------------------------------ */

async function begin() {
  const [text, versions, found] = await Promise.all([ask('GET', 'layout'), get('layout/versions'), get('layout/keys')]);
  file.text = text.content || '';
  file.etag = tag(text);
  take(versions);
  keys = found.places;
  cm = await load(host.dataset.editor);
  editor = edit(cm, place, {
    text: file.text, readOnly: !may || !!file.readOnly, keys, names, label: t('screens.yaml'),
    onChange: () => { tried = null; keep(); draw(); later(); },
  });
  restoreDraft();
  draw();
  pictures(tray, {may, insert, onNames: (names) => { pictureNames = names; }});
  setInterval(look, LOOK_EVERY);
  listen('layout', look);
  document.addEventListener('signage:back', () => { look(); later(); });
}

function tag(answer) { return (answer.headers.get('ETag') || '').replace(/^W\//, ''); }
function take(versions) {
  file.versions = versions.versions;
  file.readOnly = versions.read_only;
}
function names() {
  const lines = editor ? editor.text.split('\n') : [];
  const found = new Set(), rooms = new Set();
  let section = '';
  for (const line of lines) {
    const top = /^([\w-]+):/.exec(line), second = /^ {2}(?! )("?)([^"#:]+?)\1\s*:/.exec(line);
    if (top) section = top[1];
    else if (second && section === 'rooms') rooms.add(second[2]);
    else if (second && section === 'screens') found.add(second[2]);
  }
  return {rooms: [...rooms], screens: [...found], pictures: pictureNames};
}
function insert(name) {
  const {view} = editor;
  view.dispatch(view.state.replaceSelection(name));
  view.focus();
}

/* What is written and not applied outlives a reload of the page, in this tab. */
function keep() {
  try {
    if (dirty()) sessionStorage.setItem(KEPT, JSON.stringify({text: editor.text, base: file.text, etag: file.etag}));
    else sessionStorage.removeItem(KEPT);
  } catch { /* this browser keeps nothing: then a reload loses it, as everywhere */ }
}
function restoreDraft() {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(KEPT)); } catch { /* none */ }
  if (!may || !kept || kept.text === file.text) return;
  if (kept.etag !== file.etag) theirs = {text: file.text, etag: file.etag, who: file.versions[0]?.who, at: file.versions[0]?.at};
  file.text = kept.base;
  file.etag = kept.etag;
  editor.set(kept.text, kept.base);
  later();
}
function dirty() { return editor && editor.text !== file.text; }

/* Trying --------------------------------------------------------------------------- */

let timer = 0, busy = false, again = false;
function later() {
  clearTimeout(timer);
  if (dirty()) timer = setTimeout(attempt, TRY_AFTER);
  else { tried = null; editor.problems([]); draw(); }
}
async function attempt() {
  if (busy) { again = true; return; }
  busy = true;
  const number = trying += 1, text = editor.text;
  try {
    const found = await send('PUT', 'layout?dry_run=1', text, {'Content-Type': 'application/yaml'});
    if (text === editor.text && number === trying) {
      tried = found;
      editor.problems(found.problems.filter((problem) => !problem.old));
      draw();
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say(error.message);
  }
  busy = false;
  if (again) { again = false; later(); }
}

/* Somebody else -------------------------------------------------------------------- */

async function look() {
  if (document.hidden || applying) return;
  const versions = await get('layout/versions').catch(() => null);
  if (!versions) return;
  const quoted = `"${versions.etag}"`;
  const known = theirs ? theirs.etag : file.etag;
  take(versions);
  if (quoted === known) { drawHistory(); return; }
  const text = await ask('GET', 'layout').catch(() => null);
  if (!text || applying || tag(text) === file.etag) return;  // taken or applied while we asked
  const newest = versions.versions[0];
  if (dirty() && text.content !== editor.text) {
    theirs = {text: text.content, etag: tag(text), who: newest?.who, at: newest?.at};
  } else {
    file.text = text.content;
    file.etag = tag(text);
    if (editor.text !== file.text) editor.set(file.text);
    else editor.rebase(file.text);
    theirs = null;
    keep();
  }
  draw();
}

/* Applying ------------------------------------------------------------------------- */

let applying = false;  // then another version is ours
async function apply() {
  if (!tried || blocked().length || applying) return;
  say('');
  applying = true;
  const text = editor.text;
  try {
    const answer = await ask('PUT', 'layout', text, {'If-Match': file.etag, 'Content-Type': 'application/yaml'});
    done(text, tag(answer), answer.content);
  } catch (error) {
    refused(error);
  } finally {
    applying = false;
  }
}
function done(text, etag, applied) {
  file.text = text;
  file.etag = etag;
  theirs = null;
  tried = null;
  editor.rebase(text);
  editor.problems([]);
  keep();
  say(tn('Applied. One screen shows it now.', 'Applied. %(n)s screens show it now.', applied.changed.length), 'ok');
  refresh();
}
function refused(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 412) {
    theirs = {text: error.body.current, etag: `"${error.body.etag}"`, who: error.body.who, at: error.body.at};
    draw();
  } else if (error.status === 422 && error.body.problems) {
    tried = {...(tried || {changed: [], changes: [], by_screen: {}, draft: ''}), problems: error.body.problems};
    editor.problems(error.body.problems.filter((problem) => !problem.old));
    draw();
  } else {
    say(error.message, 'bad');
  }
}
async function refresh() {
  const versions = await get('layout/versions').catch(() => null);
  if (versions) take(versions);
  draw();
}
async function restore(number, why) {
  if (applying) return;
  say('');
  applying = true;
  try {
    const answer = await ask('POST', `layout/versions/${number}/restore`, {why}, {'If-Match': file.etag});
    const text = await ask('GET', 'layout');
    editor.set(text.content);
    done(text.content, tag(text), answer.content);
  } catch (error) {
    refused(error);
  } finally {
    applying = false;
  }
}

/* Drawing --------------------------------------------------------------------------- */

function name(who) { return who === 'file' ? t('Edited on the server') : who || t('Somebody'); }

function savedBy({who, at}) {
  const time = at ? when(at) : t('this moment');
  return who === 'file' ? t('The file was edited on the server at %(at)s.', {at: time}) : t('%(who)s saved at %(at)s.', {who: name(who), at: time});
}

let said = '', saidAs = '';
function say(text, kind = 'warn') {
  said = text;
  saidAs = kind;
  drawBar();
}
function drawBar() {
  bar.hidden = !(theirs || said || file.readOnly || !may);
  bar.className = `lay__bar lay__bar--${theirs ? 'warn' : said ? saidAs : 'none'}`;
  if (theirs) {
    fill(bar, icon('warn'), el('b', null, savedBy(theirs)),
      el('span', null, t('Nothing of yours is lost.')),
      el('button', {class: 'btn push', type: 'button', onclick: openCompare}, t('Compare')));
  } else if (said) {
    fill(bar, icon(saidAs === 'ok' ? 'check' : 'warn'), el('b', null, said));
  } else if (!may) {
    fill(bar, icon('eye'), el('span', null, t('You may look at the layout. Those with the role editor change it.')));
  } else if (file.readOnly) {
    fill(bar, icon('info'), el('span', null, `${file.readOnly} ${t('It can be changed on the server only.')}`));
  }
}
function drawSummary() {
  const newest = file.versions[0], number = dirty() ? editor.changed : 0;
  const errors = tried ? tried.problems.filter((problem) => problem.level === 'error').length : 0;
  const warnings = tried ? tried.problems.filter((problem) => problem.level === 'warning' && !problem.old).length : 0;
  const old = tried ? tried.problems.filter((problem) => problem.old).length : 0;
  fill(summary,
    el('span', null, dirty() ? [tn('You changed one line', 'You changed %(n)s lines', number), ': ', el('b', {class: 'lay__sign'}, '+'), ' ', t('added'), ', ', el('b', {class: 'lay__sign'}, '~'), ' ', t('changed')] : t('As it is on the walls')),
    errors > 0 && state('bad', 'err', tn('1 error', '%(n)s errors', errors), true),
    warnings > 0 && state('warn', 'warn', tn('1 warning', '%(n)s warnings', warnings), true),
    old > 0 && el('span', {class: 'muted'}, t('%(n)s older, not yours', {n: old})),
    newest && el('span', {class: 'muted push'}, t('Last saved:'), ' ', el('b', null, name(newest.who)), ', ', when(newest.at)));
}
/** What stands in the way of applying, each with its link. */
function blocked() {
  const found = (tried ? tried.problems : []).filter((problem) => problem.level === 'error').map((problem) =>
    ({kind: 'bad', icon: 'err', text: t('Mend the error'), link: problem.line ? t('Line %(line)s', problem) : '', go: () => editor.go(problem.line)}));
  if (theirs) found.push({kind: 'warn', icon: 'warn', text: theirs.who === 'file' ? t('See what was edited on the server') : t('See what %(who)s saved', {who: name(theirs.who)}), link: t('Compare'), go: openCompare});
  if (tried && tried.emergency && !('emergency' in document.documentElement.dataset)) {
    found.push({kind: 'bad', icon: 'key', text: t('It adds a takeover, for which you need the right “emergency”.'), link: '', go: null});
  }
  return found;
}
let drawn = '';
function drawChanges() {
  const key = JSON.stringify([dirty(), tried, blocked().map((stop) => stop.text + stop.link)]);
  if (key === drawn) return;  // its pictures are pages that would load again
  drawn = key;
  if (!dirty()) {
    fill(changes, el('h2', null, t('Nothing to apply')), el('p', {class: 'muted'}, may ? t('What you write is tried at once, and stays off the walls until you apply it.') : ''));
    return;
  }
  const changed = tried ? tried.changed : [], stops = blocked();
  const total = names().screens.length, same = Math.max(0, total - changed.length);
  const heading = !tried ? t('Trying…') : !tried.draft ? t('Not a layout yet') : !changed.length ? t('Changes no screen') : tn('Changes 1 screen', 'Changes %(n)s screens', changed.length);
  const others = tried ? tried.changes.filter((words) => !Object.values(tried.by_screen).flat().includes(words)) : [];
  fill(changes, el('h2', null, heading),
    el('ul', {class: 'lay__list'}, others.length > 0 && el('li', null, others.map((words) => el('p', {class: 'muted'}, words))),
      changed.slice(0, PREVIEWS).map(wall),
      changed.length > PREVIEWS && el('li', null, el('p', {class: 'muted'}, changed.slice(PREVIEWS).join(', ')))),
    tried && changed.length > 0 && same > 0 && el('p', {class: 'muted'}, tn('The other screen stays as it is.', 'The %(n)s other screens stay as they are.', same)),
    tried && tried.draft && changed.length === 0 && !stops.length && el('p', {class: 'muted'}, t('No wall looks otherwise for it.')),
    el('div', {class: 'lay__foot'},
      stops.length > 0 && el('div', {class: 'lay__need'}, el('b', null, t('Before you can apply')),
        stops.slice(0, 5).map((stop) => el('p', {class: `st st--${stop.kind}`}, icon(stop.icon), stop.text,
          stop.link && el('button', {class: 'link push', type: 'button', onclick: stop.go}, stop.link)))),
      el('button', {class: 'btn btn--go btn--wide lay__apply', type: 'button', 'aria-disabled': String(!tried || stops.length > 0), onclick: apply},
        changed.length ? tn('Apply to 1 screen', 'Apply to %(n)s screens', changed.length) : t('Apply')),
      el('button', {class: 'btn btn--wide', type: 'button', onclick: discard}, t('Discard my changes'))));
}
function wall(screen) {
  const words = tried.by_screen[screen] || [], here = names().screens.includes(screen);
  const was = file.text.includes(screen);
  return el('li', null, el('h3', null, screen), el('p', {class: 'muted'}, words.length ? words.join('. ') : t('Looks otherwise')),
    tried.draft && el('div', {class: 'lay__pair'},
      el('figure', null, was ? mini(`now/${encodeURIComponent(screen)}`, t('%(name)s before', {name: screen})) : nothing(t('Not there yet')), el('figcaption', null, t('Before'))),
      icon('right'),
      el('figure', null, here ? mini(`${tried.draft}/${encodeURIComponent(screen)}`, t('%(name)s after', {name: screen})) : nothing(t('Gone')), el('figcaption', null, t('After')))));
}
function mini(path, title) {
  const box = boxOf([1920, 1080]);
  frameIn(box, {src: url(`/staff/api/layout/drafts/${path}?speed=0`), title, loading: 'lazy', 'aria-hidden': 'true'});
  return box;
}
function nothing(words) { return el('div', {class: 'mini mini--none'}, words); }

function drawHistory() {
  const own = dirty() && el('li', {class: 'me'}, el('p', {class: 'lay__who'}, el('b', null, ME), el('span', null, t('now'))),
    el('p', null, tn('One line, not on the walls', '%(n)s lines, not on the walls', editor.changed)),
    el('p', {class: 'lay__do'}, el('button', {class: 'link', type: 'button', 'data-key': 'difference', onclick: () => show(t('Your changes'), file.text, editor.text)}, t('Difference'))));
  const shown = history.dataset.all ? file.versions : file.versions.slice(0, 7);
  fill(history, el('h2', null, t('History')), el('ol', null, own, shown.map(entry)),
    file.versions.length > shown.length && el('button', {class: 'link', type: 'button', onclick: () => { history.dataset.all = '1'; drawHistory(); }},
      t('All %(n)s versions', {n: file.versions.length})));
}
function entry(version, place) {
  const before = file.versions[place + 1];
  return el('li', {class: version.on_walls ? 'on' : ''},
    el('p', {class: 'lay__who'}, el('b', null, name(version.who)), el('span', null, when(version.at))),
    el('p', null, version.changes.length ? `${version.changes.slice(0, 4).join('. ')}.` : version.number === 1 || !before ? t('The first version that is kept.') : t('No wall looks otherwise: comments, or the same in other words.')),
    version.changes.length > 4 && el('p', {class: 'muted'}, t('and %(n)s more', {n: version.changes.length - 4})),
    version.why && el('p', {class: 'muted'}, version.why),
    version.on_walls && el('p', {class: 'muted'}, t('Version %(n)s, on the walls', {n: version.number})),
    el('p', {class: 'lay__do'},
      may && !file.readOnly && !dirty() && (version.on_walls ? before && el('button', {class: 'btn btn--sm', type: 'button', 'data-key': `undo ${version.number}`, onclick: () => restore(before.number, t('undone: version %(n)s', {n: version.number}))}, icon('undo'), t('Undo')) :
        el('button', {class: 'link', type: 'button', 'data-key': `restore ${version.number}`, onclick: () => restore(version.number, '')}, t('Go back to this'))),
      el('button', {class: 'link', type: 'button', 'data-key': `difference ${version.number}`, onclick: async () => { const found = await get(`layout/versions/${version.number}`); show(t('Version %(n)s, %(who)s', {n: version.number, who: name(version.who)}), found.before, found.text); }}, t('Difference'))));
}
function draw() {
  if (!editor) return;
  drawBar();
  drawSummary();
  drawChanges();
  drawHistory();
}
function discard() {
  theirs = null;
  editor.set(file.text);
  keep();
  look();
  later();
}

/* Beside the editor: a difference, or two edits brought together --------------------- */

function show(title, before, after) {
  swap(true);
  difference(cm, other, {title, before, after, onClose: () => swap(false)});
}
async function openCompare() {
  swap(true);
  await compare(other, {
    base: file.text, theirs: theirs.text, yours: editor.text, who: theirs.who === 'file' ? '' : name(theirs.who),
    onTaken(text) {
      file.text = theirs.text;
      file.etag = theirs.etag;
      theirs = null;
      editor.set(text, file.text);
      keep();
      swap(false);
      draw();
      later();
    },
    onClose: () => swap(false),
  });
}
function swap(away) {
  work.hidden = away;
  other.hidden = !away;
  if (away) other.scrollIntoView({block: 'nearest'});
  if (away) other.querySelector('button')?.focus();
  else editor.view.requestMeasure();
}

addEventListener('beforeunload', (event) => { if (dirty()) { keep(); event.preventDefault(); } });
if (may) forms(document.querySelector('.top__tools'), {names, dirty, onDone: look, text: () => file.text});
begin();
