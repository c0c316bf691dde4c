import { fill, h, icon } from "../shared/dom.js";
import { phone } from "../shared/format.js";
import { get, post } from "../shared/net.js";
import { avatar } from "../shared/person.js";
import { drawing } from "./art.js";

const at = (id) => document.getElementById(id);
const app = location.pathname.slice(1);
const shop = await get(`/api/shops/${app}`);
document.title = shop.name;
document.body.classList.add(app);

// What customers of any shop ask about.
const issues = [
  { label: { en: "Damaged item", ja: "商品の破損", ko: "상품 파손" } },
  {
    label: { en: "Where is my order", ja: "注文の状況", ko: "주문 조회" },
    children: [
      { label: { en: "Not arrived yet", ja: "まだ届かない", ko: "아직 도착하지 않음" } },
      { label: { en: "Marked as delivered, not here", ja: "配達済みなのに届いていない", ko: "배송 완료인데 받지 못함" } },
      { label: { en: "Change the address", ja: "住所の変更", ko: "주소 변경" } },
    ],
  },
  { label: { en: "Billing", ja: "請求", ko: "결제" } },
  { label: { en: "Something else", ja: "その他", ko: "기타" } },
];

// Who looks at the shop, for trying: what its backend signs, if anything.
const visitors = {
  sound: `${shop.customer.name}, signed in`,
  anonymous: "An anonymous visitor",
  broken: `${shop.customer.name}, packet with a bad signature`,
  expired: `${shop.customer.name}, packet that has expired`,
};
let visitor = new URLSearchParams(location.search).get("visitor") ?? "sound";
if (!(visitor in visitors)) visitor = "sound";

const signedIn = () => visitor !== "anonymous";
const inView = () => shop.items.find((i) => i.id === location.hash.slice(1));

function contact() {
  const item = inView();
  if (!window.Deskside) {
    at("contact-problem").textContent = "The contact page cannot be loaded at the moment. Please try again in a few seconds.";
    loadContact();
    return;
  }
  at("contact-problem").textContent = "";
  const looking = item ?? shop.items[0];
  window.Deskside.open({
    issues,
    ...(signedIn() ? { packet: async () => (await post(`/api/shops/${app}/packet`, { item: looking.id, state: visitor })).packet } : {}),
    ...(item ? { item: { name: item.name, id: item.id, url: location.href } } : {}),
    fields: [{ key: "cart", label: "In the cart", value: `1 × ${shop.items[1].name}` }],
  });
}

/** The loader, as the company would put it on its page; again if the server was away. */
function loadContact() {
  const script = document.createElement("script");
  script.src = `${shop.deskside}/contact.js`;
  script.dataset.app = app;
  script.async = true;
  script.addEventListener("error", () => script.remove());
  document.head.append(script);
}

function draw() {
  fill(at("strip"),
    h("a", { href: "/" }, "Sandbox"),
    h("label", {}, "You are ", h("select", { onchange: (e) => { visitor = e.target.value; draw(); } },
      Object.entries(visitors).map(([v, label]) => h("option", { value: v, selected: v === visitor }, label)))),
    h("a", { href: app === "shop" ? "/boutique" : "/shop" }, app === "shop" ? "The boutique (Salesforce)" : "The shop (Zendesk)"));
  fill(at("head"),
    h("a.brand", { href: "#" }, h("b", {}, shop.name), h("span", {}, shop.claim)),
    h("nav", { "aria-label": "Shop" }, ["New", "Rooms", "Care", "Journal"].map((t) => h("span", {}, t))),
    h("div.me", {}, signedIn() ? [avatar(shop.customer.name, 30), h("span", { dir: "auto" }, shop.customer.name)] : h("span", {}, "Not signed in"), h("span.cart", {}, icon("bag", 21), h("sup", {}, "1"))));
  const item = inView();
  fill(at("main"), item ? product(item) : catalogue());
  fill(at("foot"),
    h("div", {}, h("h2", {}, "We are here to help"), h("p", {}, `Monday to Sunday, around the clock. ${phone(shop.number)}`)),
    h("div", {}, h("button.button.main", { type: "button", id: "contact", onclick: contact }, "Contact support"), h("p.problem", { id: "contact-problem", role: "alert" })));
}

function catalogue() {
  return [
    h("section.hero", {}, h("h1", {}, shop.claim), h("p", {}, signedIn() ? `Welcome back, ${shop.customer.name.split(" ")[0]}. Your order ${shop.customer.order} is on its way.` : "Free delivery from $50, and thirty days to change your mind.")),
    h("ul.grid", {}, shop.items.map((i) => h("li", {}, h("a.card", { href: `#${i.id}` }, drawing(i.art), h("span.name", {}, i.name), h("span.price", {}, i.price), h("span.note", {}, i.note))))),
  ];
}

function product(item) {
  return h("article.product", {},
    h("div.picture", {}, drawing(item.art)),
    h("div.words", {},
      h("a.back", { href: "#" }, icon("back", 16), "All things"),
      h("h1", {}, item.name), h("p.price", {}, item.price), h("p", {}, item.note + "."),
      h("div.buy", {}, h("button.button.main", { type: "button" }, "Add to cart"), h("button.button", { type: "button", onclick: contact }, "A problem with this?")),
      signedIn() ? h("p.bought", {}, `You bought this on 3 March, order ${shop.customer.order}.`) : null,
      h("ul.small", {}, h("li", {}, "Delivered in two to four days"), h("li", {}, "Two years of warranty"), h("li", {}, "Repairs in our own workshop"))));
}

addEventListener("hashchange", () => {
  draw();
  scrollTo(0, 0);
  at("main").focus();
});
draw();
loadContact();
