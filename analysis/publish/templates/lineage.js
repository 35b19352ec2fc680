(() => {
  "use strict";
  // Shows the lineage of a number beside it: on hover, on focus, and on tap until it is closed.
  const island = document.getElementById("lineage-data");
  const box = document.getElementById("lineage");
  if (!island || !box) return;
  const known = JSON.parse(island.textContent);
  const content = document.getElementById("lineage-content");
  const back = box.querySelector(".lineage-back");
  const close = box.querySelector(".lineage-close");
  const GAP = 6, EDGE = 8, SHOW_AFTER = 150, HIDE_AFTER = 250;

  let owner = null;      // the number that was asked
  let trail = [];        // the figures followed from it, the one shown last
  let pinned = false;    // whether it stays when the pointer leaves
  let under = null;      // whether it is shown under the number; null until it is placed
  let timer = 0;
  let byPointer = false, byKeyboard = false, quiet = false;

  const idOf = (number) => number.id || number.dataset.figure;
  const figureOf = (id) => (Object.hasOwn(known.figures, id) ? known.figures[id] : null);
  const numberAt = (target) => (target instanceof Element ? target.closest("data[tabindex]") : null);
  const mark = (figure) => figure.printed + (figure.simulated ? "†" : "");

  // Content --------------------------------------------------------------------------------------------------

  function add(parent, tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    parent.append(element);
    return element;
  }

  function part(title, ...lines) {
    const section = add(content, "div", "lineage-part");
    add(section, "p", "lineage-title", title);
    for (const line of lines) add(section, "p", "", line);
    return section;
  }

  function computed(figure, parents) {
    if (!figure.of) return [known.texts[figure.formula[0]] + figure.formula[1], figure.worked];
    const [before, between] = known.operations[figure.of];
    const of = (name) => before + parents.map((parent) => parent[name]).join(between);
    return [of("label"), of("printed") + " = " + figure.printed];
  }

  function fill(id) {
    const figure = figureOf(id);
    const parents = (figure.parents || []).filter(figureOf);
    content.replaceChildren();
    add(content, "p", "lineage-name", figure.label).id = "lineage-name";
    add(content, "p", "lineage-value", mark(figure));
    if ("grade" in figure) add(content, "p", "lineage-grade", (figure.simulated ? "† " : "") + known.texts[figure.grade]);
    part("Công thức", ...computed(figure, parents.map(figureOf))).id = "lineage-formula";
    if (parents.length) tellParents(parents);
    if (figure.sources) tellSources(figure.sources);
    else tellTables(tablesBehind(parents));
    if (figure.corrections) part("Đính chính", ...figure.corrections);
    if (figure.checks) tellChecks(figure.checks);
    add(content, "p", "lineage-id", "Mã số liệu: " + id);
    box.classList.toggle("simulated", Boolean(figure.simulated));
    back.hidden = trail.length < 2;
    box.scrollTop = 0;
  }

  function tellParents(parents) {
    const list = add(part("Tính từ"), "ul");
    for (const id of parents) {
      const item = add(list, "li");
      const link = add(item, "a", "", figureOf(id).label);
      link.href = "#" + id;
      link.dataset.follow = id;
      item.append(": " + mark(figureOf(id)));
    }
  }

  function tellSources(sources) {
    const section = part("Nguồn");
    for (const [name, place, ...meanings] of sources) {
      add(section, "p", "lineage-file", known.tables[name].file);
      add(section, "p", "", place);
      add(section, "p", "lineage-about", known.tables[name].about);
      for (const meaning of meanings) add(section, "p", "lineage-about", known.texts[meaning]);
    }
  }

  function tablesBehind(ids) {
    const visited = new Set(ids), names = new Set();
    for (const id of visited) {  // a set grows while it is walked
      const figure = figureOf(id);
      for (const [name] of figure.sources || []) names.add(name);
      for (const parent of figure.parents || []) if (figureOf(parent)) visited.add(parent);
    }
    return names;
  }

  function tellTables(names) {
    const section = part("Nguồn của các số thành phần");
    for (const name of names) {
      add(section, "p", "lineage-file", known.tables[name].file);
      add(section, "p", "lineage-about", known.tables[name].about);
    }
  }

  function tellChecks([passed, failed]) {
    const counts = [];
    if (passed) counts.push(passed + " đạt");
    if (failed.length) counts.push(failed.length + " không đạt");
    const section = part("Kiểm tra", counts.join(", "));
    for (const number of failed) add(section, "p", "lineage-failed", known.texts[number]);
  }

  // Showing and hiding -----------------------------------------------------------------------------------------

  function show(number, stay) {
    clearTimeout(timer);
    if (!figureOf(idOf(number))) return;
    if (owner !== number) {
      hide();
      owner = number;
      trail = [idOf(number)];
      fill(trail[0]);
      box.hidden = false;
      number.setAttribute("aria-expanded", "true");
      number.setAttribute("aria-describedby", "lineage-formula");
    }
    pinned = pinned || stay;
    place();
  }

  function hide() {
    clearTimeout(timer);
    if (!owner) return;
    owner.setAttribute("aria-expanded", "false");
    owner.removeAttribute("aria-describedby");
    owner = under = null;
    pinned = false;
    box.hidden = true;
  }

  function leave() {
    const number = owner;
    const inside = box.contains(document.activeElement);
    hide();
    if (!number || !inside) return;
    quiet = true;
    number.focus();
    quiet = false;
  }

  function place() {
    if (!owner) return;
    const at = owner.getClientRects()[0] || owner.getBoundingClientRect();
    const width = document.documentElement.clientWidth, height = window.innerHeight;
    if (at.bottom < 0 || at.top > height) {
      if (!byKeyboard) return hide();
      // A number that the keyboard has come to is about to be scrolled to.
      under = null;
    }
    box.style.maxHeight = "none";
    const below = height - at.bottom - GAP - EDGE, above = at.top - GAP - EDGE;
    if (under === null) under = box.offsetHeight <= below || below >= above;
    box.style.maxHeight = Math.max(under ? below : above, 120) + "px";
    const top = under ? at.bottom + GAP : at.top - GAP - box.offsetHeight;
    box.style.top = Math.max(EDGE, Math.min(top, height - box.offsetHeight - EDGE)) + "px";
    box.style.left = Math.max(EDGE, Math.min(at.left, width - box.offsetWidth - EDGE)) + "px";
  }

  function follow(ids) {
    trail = ids;
    pinned = true;
    fill(trail[trail.length - 1]);
    box.focus();
    place();
  }

  // What a reader does -----------------------------------------------------------------------------------------

  for (const number of document.querySelectorAll("data[tabindex]")) {
    number.setAttribute("role", "button");
    number.setAttribute("aria-haspopup", "dialog");
    number.setAttribute("aria-expanded", "false");
  }
  document.documentElement.classList.add("asks");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || pinned) return;
    const number = numberAt(event.target);
    if (number && number !== owner) {
      clearTimeout(timer);
      timer = setTimeout(() => show(number, false), SHOW_AFTER);
    } else if (number || box.contains(event.target)) {
      clearTimeout(timer);
    } else if (owner !== document.activeElement) {
      clearTimeout(timer);
      timer = setTimeout(hide, HIDE_AFTER);
    }
  });

  document.addEventListener("pointerdown", (event) => {
    byPointer = true;
    byKeyboard = false;
    if (owner && !box.contains(event.target) && numberAt(event.target) !== owner) hide();
  });

  document.addEventListener("focusin", (event) => {
    const number = numberAt(event.target);
    if (number && !quiet && !byPointer) show(number, false);
    else if (owner && number !== owner && !box.contains(event.target)) hide();
  });

  document.addEventListener("click", (event) => {
    byPointer = false;
    const number = numberAt(event.target);
    if (number) return owner === number && pinned ? hide() : show(number, true);
    const link = event.target instanceof Element ? event.target.closest("[data-follow]") : null;
    if (!link) return;
    event.preventDefault();
    follow([...trail, link.dataset.follow]);
  });

  back.addEventListener("click", () => follow(trail.slice(0, -1)));
  close.addEventListener("click", leave);

  document.addEventListener("keydown", (event) => {
    byPointer = false;
    byKeyboard = true;
    if (!owner) return;
    if (event.key === "Escape") {
      event.preventDefault();
      return leave();
    }
    if (event.target === owner && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      show(owner, true);
      return box.focus();
    }
    if (event.key !== "Tab" || !box.contains(event.target)) return;
    const stops = [...box.querySelectorAll("button:not([hidden]), a")];
    const outward = event.shiftKey ? [box, stops[0]] : [stops[stops.length - 1]];
    if (outward.includes(event.target)) {
      event.preventDefault();
      leave();
    }
  });

  window.addEventListener("scroll", (event) => { if (!box.contains(event.target)) place(); }, true);
  window.addEventListener("resize", () => { under = null; place(); });
})();
