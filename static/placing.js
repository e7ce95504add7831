/* Where everything on a list's page stands (docs/page.md, "Lists"), once its plan and size are found. Arithmetic, as in needs.js. */
(function (signage) {
  'use strict';
  var measure = signage.measure, needs = signage.needs, columnar = signage.columns, spare = signage.spare;
  var lay = columnar.lay, measured = columnar.measured, holds = columnar.holds, raise = spare.raise, step = signage.steps.step;
  var FOOT = needs.FOOT, SMALL = needs.SMALL;
  var FEW = 5;  // rows that fill a wall

  /** A page with room takes what comes next back; then its columns are made even. */
  function finish(wall, plan, size, columns, page) {
    var level = plan.level, k, trial = null;
    for (k = 0; k < level && wall.kind === 'cells' && !plan.cut && !trial; k++) {
      plan.level = k;
      trial = holds(wall, plan, [page], size);
    }
    if (trial) { columns = trial[0]; k = plan.level; } else { plan.level = k = level; }
    columns = evened(wall, plan, page, columns);
    if (plan.cut || plan.shown < measure.BIG) { raise(wall, plan, columns, true); }
    columns.level = k;
    columns = placed(wall, plan, columns);
    plan.level = level;
    return columns;
  }
  /** Columns of equal height; or, where there is something to give back, those in which most of it finds room. */
  function evened(wall, plan, page, columns) {
    var low = wall.height / 8, high = wall.height, middle, trial;
    measured(wall, plan, page, columns.most);
    if (columnar.isPlain(wall, plan, columns)) {
      trial = plan.cut ? columnar.told(wall, plan, page) : plan.level === 1 && wall.kind === 'cells' && more(wall, plan, page, columns.most);
      if (trial) { return trial; }
    }
    while (high - low > 0.3) {
      middle = (low + high) / 2;
      trial = lay(wall, plan, page, middle, columns.most);
      if (trial) { columns = trial; high = middle; } else { low = middle; }
    }
    return columns;
  }
  /** The columns in which most of what comes next finds room, where some asks for more than a line. */
  function more(wall, plan, page, most) {
    function want(cell) { return wanting(wall, plan, {cell}, 1, 0, Infinity, true); }
    function wants(part) { return part.cells.some(want); }
    return page.some(wants) && columnar.balanced(wall, plan, page, most, function (cell) { return cell.height + want(cell); });
  }
  /** The height that a thing has at least. */
  function asked(thing) { return thing.height + (thing.whole || 0); }
  /** One height for all cells but those that need more, as far as the wall goes; a few rows have all of it. */
  function common(wall, columns) {
    var low = 0, high = 0, middle, room = columns.above === undefined ? wall.height : columns.above, few = wall.kind === 'rows' && wall.cells.length <= FEW;
    columns.forEach(function (column) {
      column.things.forEach(function (thing) { if (thing.cell && thing.k === 1) { high = Math.max(high, few ? room : asked(thing) * 1.6); } });
    });
    function longest(height) {
      return columns.reduce(function (most, column) {
        return column.crowd ? most : Math.max(most, column.things.reduce(function (sum, thing) {
          return sum + (thing.cell ? Math.max(asked(thing), height) : thing.height);
        }, 0));
      }, 0);
    }
    while (high - low > 0.02) {
      middle = (low + high) / 2;
      if (longest(middle) > room) { high = middle; } else { low = middle; }
    }
    return low;
  }
  /** The height that what comes next in a cell still asks for, where it has one line: all that is missing if there is `room` for it, else nothing; or as many lines as there are. */
  function wanting(wall, plan, thing, level, free, room, whole) {
    var cell = thing.cell, size = plan.place === FOOT && cell && !cell.idle ? plan.sizes.label : plan.sizes.next, text, line, lines;
    if (wall.kind !== 'cells' || level !== 1 || !cell || cell.who) { return 0; }
    text = plan.place === FOOT && !cell.idle ? cell.foot : cell.next;
    line = size * SMALL * wall.tall;
    lines = measure.lines(text, plan.width / size, needs.SHREDS) - 1;
    if (lines * line - free > room) { lines = whole ? 0 : Math.floor((room + free) / line + 0.01); }
    return Math.max(0, lines * line - free);
  }
  /** Before cells have one height, have those that what comes next asks for, where it is whole with that, small wants first. @return {number} that height */
  function promised(wall, plan, columns) {
    columns.forEach(function (column) {
      var room = (columns.above === undefined ? wall.height : columns.above) - column.things.reduce(function (sum, thing) { return sum + thing.height; }, 0), wants;
      if (column.crowd) { return; }
      wants = column.things.map(function (thing) { return {thing, height: wanting(wall, plan, thing, columns.level, 0, Infinity, true)}; });
      wants.sort(function (one, other) { return one.height - other.height; }).forEach(function (want) {
        if (want.height > room) { return; }
        want.thing.whole = want.height;
        room -= want.height;
      });
    });
    return common(wall, columns);
  }
  /** Give a cell of this height more of what was cut: what a name leaves of its lines to titles. */
  function filled(wall, plan, thing, height) {
    function more() {
      spare.more(wall, plan, thing, height - thing.height, spare.MOST_LINES);
      spare.spend(wall, plan, thing, height - thing.height);
    }
    more();
    if (plan.trim) { step(function () { needs.shorten(wall, plan, thing.cell, thing.k); }); }
    if (!thing.cell.shortened) { return; }
    thing.height = spare.heightOf(wall, plan, thing, thing.most);
    more();
  }
  /** @return {{things: !Array, level: number, used: number}} each thing with x, y, width and height */
  function placed(wall, plan, columns) {
    var least = promised(wall, plan, columns), step = wall.width / plan.columns, x = 0, below = 0, things = [], area = 0;
    columns.forEach(function (column) {
      var y = column.band ? below : 0, left = column.band ? 0 : x, room = columns.above === undefined ? wall.height : columns.above;
      var heights = column.things.map(function (thing) {
        var height = thing.cell && thing.k === 1 ? Math.max(asked(thing), least) : thing.height;
        room -= height;
        return height;
      });
      function extend(whole) {
        column.things.forEach(function (thing, i) {
          var more = wanting(wall, plan, thing, columns.level, heights[i] - thing.height, room, whole);
          heights[i] += more;
          room -= more;
        });
      }
      if (!column.crowd) { extend(true); extend(false); }
      column.things.forEach(function (thing, i) {
        var height = heights[i];
        thing.x = left;
        thing.y = y + (thing.gap || 0);
        thing.width = column.k * step - wall.gap;
        y += height;
        if (plan.cut && thing.cell) { filled(wall, plan, thing, height); }
        thing.spare = height - thing.height;
        thing.height = height - (thing.gap || 0);
        if (thing.cell) { area += height * column.k; }
        things.push(thing);
      });
      if (column.band) { below = y; } else { x += column.k * step; below = Math.max(below, columns.above === undefined ? 0 : columns.above); }
    });
    return {things, level: columns.level, most: columns.most, used: area / plan.columns / wall.height};
  }

  signage.placing = {finish, filled};
}(window.signage));
