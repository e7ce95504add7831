/* Forms for single fields of the layout: they change the text where the field stands, and nothing else of it. */
import {send, t} from './api.js';
import {el, fill, icon, openDialog} from './dom.js';

/** A button beside the heading that opens the form. `names()` gives `{screens, rooms}`; `onDone` is called after a save. */
export function forms(tools, {names, dirty, onDone}) {
  tools.append(el('button', {class: 'btn', type: 'button', onclick: open}, icon('pen'), t('Rename a screen or change its room')));

  function open() {
    const problem = el('p', {class: 'st st--bad box', role: 'alert', hidden: true});
    const screen = el('select', {class: 'in', id: 'form-screen'}, names().screens.map((name) => el('option', null, name)));
    const name = el('input', {class: 'in', id: 'form-name', maxlength: '80', autocomplete: 'off'});
    const room = el('input', {class: 'in', id: 'form-room', maxlength: '200', list: 'form-rooms', autocomplete: 'off'});
    const form = el('form', {method: 'dialog', onsubmit: submit}, el('h2', null, t('Rename a screen or change its room')), problem,
      el('label', {class: 'lb', for: 'form-screen'}, t('Screen')), screen,
      el('label', {class: 'lb', for: 'form-name'}, t('Another name'), el('span', null, t('TVs that know the old one still find it'))), name,
      el('label', {class: 'lb', for: 'form-room'}, t('Another room'), el('span', null, t('for doors'))), room,
      el('datalist', {id: 'form-rooms'}, names().rooms.map((one) => el('option', {value: one}))),
      el('div', {class: 'actions'}, el('button', {class: 'btn btn--go'}, t('Apply')),
        el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Cancel'))));
    const dialog = openDialog(t('Rename a screen or change its room'), form);
    if (dirty()) say(t('Apply or discard what you have written first.'));

    function say(text) {
      problem.hidden = false;
      fill(problem, icon('err'), text);
    }
    async function submit(event) {
      event.preventDefault();
      if (dirty()) return;
      const path = `layout/screens/${encodeURIComponent(screen.value)}`;
      try {
        if (room.value.trim()) await send('POST', `${path}/field`, {field: 'room', value: room.value.trim()});
        if (name.value.trim()) await send('POST', `${path}/rename`, {name: name.value.trim()});
        dialog.close();
        onDone();
      } catch (error) {
        say((error.body && error.body.problems && error.body.problems[0] && error.body.problems[0].what) || error.message);
      }
    }
  }
}
