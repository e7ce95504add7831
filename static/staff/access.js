/* Access: accounts and API tokens for editors, one's own password for everybody. */
import {get, send, t} from './api.js';
import {byId, el, fill, icon, openDialog} from './dom.js';
import {zoned} from './frame.js';

const root = document.documentElement;
const me = {name: root.dataset.name, role: root.dataset.role, emergency: 'emergency' in root.dataset};
const ROLES = {
  viewer: [t('Viewer'), t('looks at everything')],
  operator: [t('Operator'), t('also sends messages, reloads walls, accepts a feed')],
  editor: [t('Editor'), t('also changes layout, pictures, accounts')],
};
const EMERGENCY = t('may send takeovers');

byId('own-role').textContent = rights(me);
byId('own-password')?.addEventListener('submit', changeOwn);
if (me.role === 'editor') {
  byId('add-account').addEventListener('click', () => accountForm(null));
  byId('add-token').addEventListener('click', () => tokenForm());
  document.addEventListener('signage:back', refresh);
  refresh();
}

function rights(who) {
  return ROLES[who.role][0] + (who.emergency ? `, ${EMERGENCY}` : '');
}

async function refresh() {
  await Promise.all([showAccounts(), showTokens()]).catch(() => {});
}

/* Accounts --------------------------------------------------------------------- */

async function showAccounts() {
  const {accounts, visitors} = await get('accounts');
  fill(byId('accounts'), accounts.length + visitors.length ? list([...accounts.map(accountRow), ...visitors.map(visitorRow)]) :
    el('p', {class: 'empty'}, t('There is none yet.')));
}

function accountRow(account) {
  const mine = account.name === me.name;
  const about = [rights(account), account.sessions ? t('%(n)s signed in', {n: account.sessions}) : '', account.fixed ? t('set on the server') : ''];
  const locked = account.fixed || (account.emergency && !me.emergency);
  return item(account.emergency ? 'speaker' : 'person', account.name + (mine ? ` (${t('you')})` : ''), about,
    !locked && el('button', {class: 'btn btn--sm', type: 'button', 'aria-label': `${t('Change')}: ${account.name}`, onclick: () => accountForm(account)}, t('Change')));
}

function visitorRow(visitor) {
  const about = [rights(visitor), t('%(n)s signed in', {n: visitor.sessions}), t('by your organisation')];
  return item('person', visitor.name, about, el('button', {class: 'btn btn--sm', type: 'button', 'aria-label': `${t('Sign out')}: ${visitor.name}`,
    onclick: async () => { await send('DELETE', `sessions/${encodeURIComponent(visitor.name)}`); await showAccounts(); }}, t('Sign out')));
}

function accountForm(account) {
  const name = el('input', {class: 'in', id: 'f-name', maxlength: 64, required: true, autocomplete: 'off', value: account ? account.name : null, disabled: Boolean(account)});
  const password = el('input', {class: 'in', id: 'f-password', type: 'password', minlength: 8, maxlength: 256, autocomplete: 'new-password', required: !account});
  const rightsOf = rightsFields(account || {role: 'operator', emergency: false});
  const path = account && `accounts/${encodeURIComponent(account.name)}`;
  form(account ? t('Change %(name)s', {name: account.name}) : t('Add an account'), account ? t('Change') : t('Add'), [
    !account && el('label', {class: 'lb', for: 'f-name'}, t('Name')), !account && name,
    ...rightsOf.fields,
    el('label', {class: 'lb', for: 'f-password'}, t('Password'), el('span', null, account ? t('empty: as it is') : t('8 characters or more'))), password,
  ], async () => {
    const secret = password.value ? {password: password.value} : {};
    if (account) await send('PATCH', path, {...rightsOf.value(), ...secret});
    else await send('POST', 'accounts', {name: name.value, ...rightsOf.value(), ...secret});
    await showAccounts();
  }, account && {text: t('Remove'), ask: t('Remove %(name)s?', {name: account.name}), act: async () => { await send('DELETE', path); await showAccounts(); }});
}

function rightsFields(who) {
  const radios = Object.entries(ROLES).map(([role, [name, about]]) => el('label', {class: 'choice'},
    el('input', {type: 'radio', name: 'role', value: role, checked: role === who.role}), el('span', null, el('b', null, name), el('small', null, about))));
  const emergency = el('input', {type: 'checkbox', checked: who.emergency, disabled: !me.emergency});
  return {
    fields: [
      el('fieldset', {class: 'choices'}, el('legend', {class: 'lb'}, t('Role')), radios),
      el('label', {class: 'tick'}, emergency, el('span', null, el('b', null, t('Emergency')), ` ${EMERGENCY}`)),
    ],
    value: () => ({role: radios.map((radio) => radio.firstChild).find((radio) => radio.checked).value, emergency: emergency.checked}),
  };
}

/* Tokens ----------------------------------------------------------------------- */

async function showTokens() {
  const {tokens} = await get('tokens');
  const made = zoned({day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
  fill(byId('tokens'), tokens.length ? list(tokens.map((token) => item('key', token.name,
    [rights(token), t('made by %(name)s, %(at)s', {name: token.by, at: made.format(new Date(token.made_at))})],
    el('button', {class: 'btn btn--sm', type: 'button', 'aria-label': `${t('Revoke')}: ${token.name}`, onclick: () => revoke(token)}, t('Revoke'))))) :
    el('p', {class: 'empty'}, t('There is none yet.')));
}

function revoke(token) {
  form(t('Revoke %(name)s?', {name: token.name}), t('Revoke'), [el('p', null, t('What uses it can do nothing from then on.'))],
    async () => { await send('DELETE', `tokens/${token.id}`); await showTokens(); });
}

function tokenForm() {
  const name = el('input', {class: 'in', id: 'f-name', maxlength: 64, required: true, autocomplete: 'off'});
  const rightsOf = rightsFields({role: 'viewer', emergency: false});
  form(t('Make a token'), t('Make it'), [el('label', {class: 'lb', for: 'f-name'}, t('What it is for')), name, ...rightsOf.fields], async () => {
    const made = await send('POST', 'tokens', {name: name.value, ...rightsOf.value()});
    await showTokens();
    showSecret(made);
  });
}

function showSecret(made) {
  const secret = el('textarea', {class: 'in mono', readonly: true, rows: 2, 'aria-label': t('Token'), onfocus: () => secret.select()}, made.token);
  const copied = el('span', {role: 'status'});
  const dialog = open(t('The token %(name)s', {name: made.name}), [
    el('p', {class: 'gap'}, t('Copy it now: it is shown this once and never again.')), secret,
    el('div', {class: 'actions'},
      el('button', {class: 'btn btn--go', type: 'button', onclick: copy}, t('Copy')),
      el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Close')), copied),
  ]);

  async function copy() {
    secret.select();
    const done = navigator.clipboard ? await navigator.clipboard.writeText(made.token).then(() => true, () => false) : document.execCommand('copy');
    copied.textContent = done ? t('Copied.') : t('Copy it by hand.');
  }
}

/* One's own password ------------------------------------------------------------ */

async function changeOwn(event) {
  event.preventDefault();
  try {
    await send('POST', 'me/password', {old: byId('old').value, new: byId('new').value});
    event.target.reset();
    tell(byId('own-said'), 'ok', 'check', t('Changed. You are signed out everywhere else.'));
  } catch (error) {
    tell(byId('own-said'), 'bad', 'err', t(error.message));
  }
}

/* What these share --------------------------------------------------------------- */

function list(rows) {
  return el('ul', {class: 'items'}, rows);
}

function item(symbol, name, about, ...buttons) {
  return el('li', {class: 'item'}, icon(symbol), el('div', {class: 'item__text'}, el('b', null, name), el('p', {class: 'muted'}, about.filter(Boolean).join(' · '))), buttons);
}

function tell(place, kind, symbol, text) {
  place.hidden = false;
  place.className = `st st--${kind} box`;
  fill(place, icon(symbol), el('span', null, text));
}

function open(title, content) {
  return openDialog(title, el('h2', {class: 'gap'}, title), content);
}

/** A dialog with fields. `act` is done at submit, and what it throws is said there; `more` is a second way out. */
function form(title, verb, fields, act, more) {
  const said = el('p', {class: 'st box', role: 'alert', hidden: true});
  const other = more && el('button', {class: 'btn btn--bad push', type: 'button', onclick: second}, more.text);
  const made = el('form', {onsubmit: (event) => { event.preventDefault(); finish(act); }}, said, fields,
    el('div', {class: 'actions'}, el('button', {class: 'btn btn--go'}, verb), el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Cancel')), other));
  const dialog = open(title, made);

  function second() {
    if (other.textContent === more.ask) finish(more.act);
    else other.textContent = more.ask;
  }

  async function finish(work) {
    try {
      await work();
      dialog.close();
    } catch (error) {
      if (!('status' in error)) throw error;
      tell(said, 'bad', 'err', [t(error.message), ...error.details.map((one) => one.issue)].join(' '));
    }
  }
}
