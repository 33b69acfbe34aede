// Buttons, pointers and keys: what each does to the page.

const KEYS = {
  next: "\u2192 n", previous: "\u2190 p", ends: "Home End", phases: "f b u", play: "Space + \u2212", go: "g",
  search: "/ ] [", browse: "Shift+N Shift+P", press: "Enter Space", origin: "Enter", follow: "w",
  move: "Shift \u2191\u2193\u2190\u2192, i o 0", table: "d, \u2191\u2193", quiz: "q", look: "l t", present: "v", leave: "Esc",
};

function listen(page) {
  const click = {
    first: () => page.goTo(0),
    previous: () => page.move(-1),
    play: () => page.play(),
    next: () => page.move(1),
    last: () => page.goTo(page.count),
    "zoom-in": () => page.graph.zoom(1.25),
    "zoom-out": () => page.graph.zoom(0.8),
    fit: () => page.graph.fit(),
    language: () => page.nextLanguage(),
    theme: () => page.nextTheme(),
    quiz: () => page.toggleQuiz(),
    help: showKeys,
    close: () => $("keys").close(),
    follow: () => page.follow(),
    origin: () => page.toOrigin(),
    reveal: () => page.isAsked() && page.move(1),
  };
  for (const [id, action] of Object.entries(click)) $(id).addEventListener("click", action);
  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    page.check();
    page.bringQuiz();
  });
  $("slider").addEventListener("input", () => page.goTo(Number($("slider").value)));
  $("go").addEventListener("change", () => page.goTo(Number($("go").value)));
  $("search").addEventListener("input", () => {
    page.isTyping = true;
    page.search();
  });
  $("keys").addEventListener("close", () => $("help").setAttribute("aria-expanded", "false"));
  window.addEventListener("hashchange", () => {
    const step = page.fromHash();
    if (step !== null && step !== page.step) page.goTo(step);
  });
  listenToNodes(page);
  listenToRows(page);
  listenToKeys(page);
}

function listenToNodes(page) {
  let pressed = [0, 0];
  const indexOf = (element) => {
    const group = element.closest(".node");
    return group && Number(group.id.slice("node".length));
  };
  $("graph").addEventListener("pointerdown", (event) => {
    pressed = [event.clientX, event.clientY];
  });
  $("graph").addEventListener("click", (event) => {
    if (Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 4) return; // a drag
    page.select(indexOf(event.target));
  });
  // A node is a button: a key presses it, unless it is pressed; then keys mean what they always do.
  $("graph").addEventListener("keydown", (event) => {
    const index = indexOf(event.target);
    if (![" ", "Enter"].includes(event.key) || index === page.selected) return;
    event.preventDefault();
    event.stopPropagation();
    page.select(index);
  });
  $("graph").addEventListener("dblclick", (event) => {
    if (event.target.closest(".node")) page.toOrigin();
  });
}

function listenToRows(page) {
  $("rows").addEventListener("click", (event) => {
    page.select([...$("rows").children].indexOf(event.target.closest("tr")));
  });
  $("rows").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("tr");
    let to = row;
    do to = by === 1 ? to?.nextElementSibling : by === -1 ? to?.previousElementSibling : null;
    while (to?.hidden);
    if (event.key === "Enter") page.select([...$("rows").children].indexOf(row));
    if (to) {
      page.enterTableAt(to);
      to.focus();
    }
    if (by || event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
    }
  });
}

function listenToKeys(page) {
  const actions = actionsOf(page);
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
    const isField = target.matches("input, select") && !target.matches("#slider");
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would empty itself
      if (isField) target.blur();
      else page.leave();
      return;
    }
    if (isField) {
      // The first Enter takes the hit that is shown while one types.
      if (target.id === "search" && event.key === "Enter") {
        if (!page.isTyping) page.search(event.shiftKey ? -1 : 1);
        page.isTyping = false;
      }
      return;
    }
    const action = actions[letter(event)];
    const isButton = target.matches("button") && [" ", "Enter"].includes(event.key);
    if (!action || isButton) return;
    event.preventDefault();
    action(event);
  });
}

// The key that was meant: with Korean input on, a letter key gives a Hangul letter.
function letter(event) {
  const found = /^Key([A-Z])$/.exec(event.code);
  if (!found || /^[\x20-\x7e]$/.test(event.key)) return event.key;
  return event.shiftKey ? found[1] : found[1].toLowerCase();
}

// What each key does.
function actionsOf(page) {
  const arrow = (dx, dy, by) => (event) => {
    if (event.shiftKey) page.graph.pan(40 * dx, 40 * dy);
    else if (by) page.move(by);
  };
  return {
    ArrowRight: arrow(-1, 0, 1), ArrowLeft: arrow(1, 0, -1),
    ArrowUp: arrow(0, 1), ArrowDown: arrow(0, -1),
    n: () => page.move(1), p: () => page.move(-1),
    N: () => page.browse(1), P: () => page.browse(-1),
    Home: () => page.goTo(0), End: () => page.goTo(page.count),
    f: () => page.jump(["forward"]), b: () => page.jump(["seed"]), u: () => page.jump(["update"]),
    " ": () => page.play(), "+": () => page.faster(1), "=": () => page.faster(1), "-": () => page.faster(-1),
    g: () => $("go").select(), "/": () => $("search").select(),
    "]": () => page.search(1), "[": () => page.search(-1),
    Enter: () => page.toOrigin(),
    w: () => page.follow(),
    i: () => page.graph.zoom(1.25), o: () => page.graph.zoom(0.8), 0: () => page.graph.fit(),
    l: () => page.nextLanguage(), t: () => page.nextTheme(), q: () => page.toggleQuiz(),
    d: () => $("rows").querySelector("[tabindex='0']")?.focus(),
    v: () => page.present(), "?": showKeys,
  };
}

function showKeys() {
  $("help").setAttribute("aria-expanded", "true");
  $("keys").showModal();
}
