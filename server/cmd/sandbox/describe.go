package main

import "github.com/deskside/deskside/server/cmd/sandbox/pages"

// Names of the two demo companies.
const (
	shopName     = "Fjord & Pine"
	boutiqueName = "Maison Ardoise"
)

// describe tells the pages what they show.
func describe(at addresses, c *clouds) pages.World {
	account := func(name, kind, number, company string) pages.Account {
		a := pages.Account{Name: name, Kind: kind, Number: number, Company: company}
		for i, p := range agents {
			a.Agents = append(a.Agents, pages.Agent{ID: c.agentID(name, i), Name: p.name, Email: p.email})
		}
		return a
	}
	w := pages.World{Deskside: at.Deskside, Shared: sharedPhone, Blocked: blockedPhone, Menu: menuNumber, Accounts: []pages.Account{
		account("support", "zendesk", supportNumber, shopName), account("sales", "salesforce", salesNumber, boutiqueName),
	}}
	w.Accounts[0].AppID, w.Accounts[0].InstallationID = c.zendeskApp(), c.zendesk.InstallationID()
	for _, p := range customers {
		w.Customers = append(w.Customers, pages.Person{Name: p.name, Phone: p.phone})
	}
	return w
}

// shops are the two demo companies: one per CRM.
func shops(s secrets) []pages.Shop {
	customer := pages.Customer{ID: demoCustomer.externalID, Name: demoCustomer.name, Email: demoCustomer.email, Phone: demoCustomer.phone,
		Plan: "Fjord Plus", Order: "10422"}
	return []pages.Shop{
		{App: "shop", Secret: s.Shop, Name: shopName, Claim: "Things for calm rooms", Number: supportNumber, Customer: customer, Items: []pages.Item{
			{ID: "lamp", Name: "Fjord table lamp", Price: "$129", Note: "Blown glass, linen cord, warm light", Art: "lamp"},
			{ID: "chair", Name: "Pine lounge chair", Price: "$349", Note: "Solid pine, wool seat, made to last", Art: "chair"},
			{ID: "vase", Name: "Skerry vase, blue", Price: "$58", Note: "Stoneware, thrown by hand", Art: "vase"},
			{ID: "clock", Name: "Lull wall clock", Price: "$84", Note: "Silent movement, ash wood", Art: "clock"},
			{ID: "table", Name: "Birch side table", Price: "$189", Note: "Three legs, no screws", Art: "table"},
			{ID: "mug", Name: "Harbour mug, set of two", Price: "$32", Note: "Dishwasher-proof glaze", Art: "mug"},
		}},
		{App: "boutique", Secret: s.Boutique, Name: boutiqueName, Claim: "Made to measure, made to keep", Number: salesNumber, Customer: customer, Items: []pages.Item{
			{ID: "coat", Name: "Storm coat, slate", Price: "$420", Note: "Waxed cotton, horn buttons", Art: "coat"},
			{ID: "bag", Name: "Courier bag", Price: "$260", Note: "Vegetable-tanned leather", Art: "bag"},
			{ID: "watch", Name: "Field watch 38 mm", Price: "$310", Note: "Sapphire glass, canvas strap", Art: "watch"},
			{ID: "scarf", Name: "Merino scarf, ochre", Price: "$75", Note: "Woven in small runs", Art: "scarf"},
			{ID: "shoes", Name: "Derby shoes", Price: "$295", Note: "Resoleable, of course", Art: "shoes"},
			{ID: "glasses", Name: "Reading glasses", Price: "$140", Note: "Acetate, seven hinges", Art: "glasses"},
		}},
	}
}
