/* The agenda board (docs/page.md, "Lists"): its rows as arrangement.js takes them, the slab that says a time once for its rows,
   and the foot, which tells what runs for hours and what is left out. */
(function (signage) {
  'use strict';
  var measure = signage.measure, needs = signage.needs, all = signage.page.all;
  var FOOT = 0.3;  // of the board that its foot may take
  var EDGE = 0.45;  // above the time in a slab
  var TILE = 1.43;  // an arrow's tile and its gap, in em

  function first(selector, scope) { return scope.querySelector(selector); }
  function words(el) { return el ? el.textContent.trim() : ''; }

  /** One row. @param {!Element} template what is due */
  function rowOf(template) {
    var content = template.content, row = first('.row', content), place = first('.row__n', content);
    var room = measure.read(place, 600), way = first('.row__r .way', content), floors = place ? all('small', place) : [];
    return {template, title: measure.read(first('.row__t', content), 600), who: measure.read(first('.row__w', content), 400),
      room, slight: floors.length ? slight(room, place, floors) : room, way: way ? TILE : 0, on: row.classList.contains('row--now'), time: words(first('.row__h', content)) + row.classList.contains('row--now')};
  }
  /** The text of a room whose floor, and where a session was to be, are smaller than its name. */
  function slight(room, place, floors) {
    var name = measure.read(first('span', place), 600);
    return floors.reduce(function (text, el) { return measure.join(text, measure.scaled(measure.read(el, 400), needs.SLIGHT)); }, name);
  }
  /** Rows of one time, one after the other, as groups. */
  function groupsOf(rows) {
    var groups = [];
    rows.forEach(function (row) {
      var group = groups[groups.length - 1], head;
      if (!group || group.time !== row.time) {
        head = first('.row__h', row.template.content);
        group = {time: row.time, head: measure.figures(words(first('b', head)), 600), small: measure.figures(words(first('small', head)), 400), cells: []};
        groups.push(group);
      }
      row.group = group;
      group.cells.push(row);
    });
    return groups;
  }
  /** The part of a wall that a board's rows are. @param {!Array<!Element>} due */
  function read(due) {
    return groupsOf(due.filter(function (template) { return !template.hasAttribute('data-quiet'); }).map(rowOf));
  }

  // ---- The foot. ----

  function footOf(list) { return first('.bd__foot', list.parentElement); }
  /** Put another foot below a list. @return {!Element} the one that was there */
  function put(list, foot) { return list.parentElement.replaceChild(foot, footOf(list)); }
  /** Write a foot in its place, where nobody sees it yet. @return {number} the height that rows have above it, in pixels */
  function above(list, foot, write) {
    var seen = put(list, foot), height;
    write(first('.bd__q', foot), first('.bd__m', foot));
    height = list.clientHeight;
    put(list, seen);
    return height;
  }
  /** Tell what runs for hours, each once, by when it ends; as much of it as the foot may hold. @param {!Element} foot a copy
      @param {!Array<!Element>} due templates, of now or of a moment to come @return {number} as `above` */
  function tell(list, foot, due) { return above(list, foot, function (line, rest) {
    var quiet = due.filter(function (template) { return template.hasAttribute('data-quiet'); });
    var kept = quiet.length, high = list.parentElement.clientHeight * FOOT;
    foot.classList.toggle('is-off', !quiet.length);
    rest.classList.add('is-off');
    entries(line, quiet, kept);
    while (kept > 1 && line.offsetHeight > high) {
      kept = Math.max(1, Math.min(kept - 1, Math.floor(kept * high / line.offsetHeight)));
      entries(line, quiet, kept);
    }
  }); }
  function entries(line, quiet, kept) {
    var time = '';
    line.textContent = '';
    quiet.slice(0, kept).forEach(function (template) {
      var content = template.content, until = words(first('.row__h small', content)), place = first('.row__n span', content), title = first('.row__t', content), entry;
      if (until !== time) { add(line, 'b', until).className = 'bd__u'; }
      time = until;
      entry = add(line, 'span', '');
      entry.className = 'bd__e';
      entry.setAttribute('data-slot', 'now');
      entry.setAttribute('data-session', first('[data-session]', content).getAttribute('data-session'));
      spoken(title, entry);
      entry.innerHTML = title.innerHTML + ' ';
      spoken(place, add(entry, 'b', words(place)));
    });
    if (kept < quiet.length) { add(line, 'span', '+' + signage.times.digits(quiet.length - kept)); }
  }
  /** A text keeps its language and direction where it stands with others. @param {?Element} from @param {!Element} to */
  function spoken(from, to) {
    ['lang', 'dir'].forEach(function (name) { if (from && from.hasAttribute(name)) { to.setAttribute(name, from.getAttribute(name)); } });
  }
  function add(parent, tag, text) {
    var el = document.createElement(tag);
    el.textContent = text;
    parent.appendChild(el);
    parent.appendChild(document.createTextNode(' '));
    return el;
  }
  /** Say how many rows are left out, and from when on. @param {!Element} foot a copy, which `tell` has written @param {!Array<!Element>} left their templates, in order
      @return {number} as `above` */
  function leave(list, foot, left) { return above(list, foot, function (_, line) {
    var time;
    line.classList.toggle('is-off', !left.length);
    if (left.length) {
      foot.classList.remove('is-off');
      time = words(first('.row__h b.n', left[0].content));  // none where rows that are on find no room
      first('b', line).textContent = list.getAttribute(time ? 'data-more' : 'data-rest').replace('%n', signage.times.digits(left.length)).replace('%t', time);
    }
  }); }

  // ---- Writing. ----

  /** Show one page: rows, and a slab for each group of a column. */
  function write(list, wall, page) {
    var plan = page.plan, slab = null;
    all('.row,.bd__s', list).forEach(function (el) { list.removeChild(el); });
    page.things.forEach(function (thing) {
      if (!thing.cell) { slab = null; return; }
      if (!slab) { slab = slabOf(list, wall, thing, plan); }
      slab.el.style.height = (needs.stripHeight(plan) || thing.y + thing.height - slab.top) + 'em';
      list.appendChild(rowAt(wall, thing, plan));
    });
  }
  function slabOf(list, wall, thing, plan) {
    var el = document.createElement('div'), content = thing.cell.template.content;
    var edge = thing.x === 0 ? wall.pad : 0.8, strip = needs.stripHeight(plan), spare = thing.height - needs.slabHeight(plan, thing.cell.group);
    el.className = 'bd__s' + (first('.row--now', content) ? ' bd__s--now' : '') + (strip ? ' bd__s--strip' : '');
    el.innerHTML = first('.row__h', content).innerHTML;
    el.style[wall.side] = wall.pad + thing.x - edge + 'em';  // that of the first column reaches the edge of the wall
    el.style.top = thing.y - strip + 'em';
    el.style.width = edge + (strip ? thing.width : plan.time - 0.8) + 'em';
    el.style[wall.side === 'left' ? 'paddingLeft' : 'paddingRight'] = edge + (strip && plan.lead) + 'em';
    el.style.paddingTop = strip ? '0' : Math.max(EDGE, spare / 2 + EDGE) + 'em';  // on a line with its first row
    list.appendChild(el);
    return {el, top: thing.y};
  }
  function rowAt(wall, thing, plan) {
    var row = first('.row', document.importNode(thing.cell.template.content, true)), z = plan.sizes, most = thing.most || measure.BIG;
    var room = first('.row__r', row), who = first('.row__w', row), width = needs.titleWidth(plan);
    row.style[wall.side] = wall.pad + thing.x + plan.time + 'em';
    thing.cell.el = row;
    row.style.top = thing.y + 'em';
    row.style.width = thing.width - plan.time + 'em';
    row.style.height = thing.height + 'em';
    if (room) { room.style.width = 'calc(' + needs.roomWidth(plan) + ' * var(--u))'; }
    measure.cut(first('.row__t', row), thing.cell.title, width / z.title, most);
    if (who && (plan.level || !needs.whoLines(plan, thing.cell))) { who.parentNode.removeChild(who); }
    return row;
  }

  signage.board = {read, footOf, tell, leave, put, write};
}(window.signage));
