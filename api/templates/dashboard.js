"use strict";
const form = document.querySelector("form");

async function show(figure) {
  const picture = figure.querySelector("img");
  const told = figure.querySelector("p");
  const address = new URL(figure.dataset.address, location.href);
  if (form.area.value) address.searchParams.set("area", form.area.value);
  if (form.year.value && "yearly" in figure.dataset) address.searchParams.set("year", form.year.value);
  URL.revokeObjectURL(picture.src);
  picture.hidden = true;
  told.textContent = "…";
  try {
    const answer = await fetch(address, {
      headers: {
        authorization: `Bearer ${form.token.value.trim()}`,
        accept: "image/svg+xml",
        "accept-language": document.documentElement.lang,
      },
      cache: "no-store",
      credentials: "omit",
    });
    if (!answer.ok) {
      told.textContent = (await answer.json()).detail;
      return;
    }
    picture.src = URL.createObjectURL(await answer.blob());
    picture.hidden = false;
    told.textContent = "";
  } catch {
    told.textContent = form.dataset.away;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  document.querySelectorAll("figure").forEach(show);
});
