package salesforce

import (
	"fmt"
	"slices"
	"strings"
)

// references are what parts say of one another. What is not the package's own (a
// standard field, a standard object) every organisation has.
func (c *check) references() {
	for _, file := range sortedKeys(c.roots) {
		root := c.roots[file]
		switch root.name {
		case "PermissionSet":
			c.permissions(file, root)
		case "QuickAction":
			c.names(file, "LightningComponentBundle", root.value("lightningWebComponent"))
			c.runsAs(file, root.value("lightningWebComponent"), "lightning__RecordAction")
		case "ExtlClntAppOauthSettings", "ExtlClntAppGlobalOauthSettings":
			c.names(file, "ExternalClientApplication", root.value("externalClientApplication"))
		case "CustomMetadata":
			c.record(file, root)
		}
	}
}

func (c *check) names(file, kind, member string) {
	if c.parts[kind][member] == nil {
		c.find(file, fmt.Sprintf("it names the %s %s, which is not there", kind, member))
	}
}

func (c *check) permissions(file string, set *element) {
	for _, a := range set.all("classAccesses") {
		c.names(file, "ApexClass", a.value("apexClass"))
	}
	for _, a := range set.all("customMetadataTypeAccesses") {
		c.names(file, "CustomObject", a.value("name"))
	}
	for _, a := range set.all("customPermissions") {
		c.names(file, "CustomPermission", a.value("name"))
	}
	for _, p := range set.all("objectPermissions") {
		if custom(p.value("object")) {
			c.names(file, "CustomObject", p.value("object"))
		}
		if p.value("allowRead") != "true" && (p.value("allowEdit") == "true" || p.value("allowCreate") == "true" || p.value("viewAllRecords") == "true") {
			c.find(file, p.value("object")+" may be written and not read")
		}
	}
	for _, p := range set.all("fieldPermissions") {
		object, field, ok := strings.Cut(p.value("field"), ".")
		switch {
		case !ok:
			c.find(file, fmt.Sprintf("%q is not written as OBJECT.FIELD", p.value("field")))
		case !strings.HasSuffix(field, "__c"):
		case object == "Task" || object == "Event": // whose fields stand under Activity
			c.names(file, customField, "Activity."+field)
		default:
			c.names(file, customField, object+"."+field)
		}
		if f := c.parts[customField][p.value("field")]; f != nil && f.value("required") == "true" {
			c.find(file, p.value("field")+" is required, and no permission can be given for it")
		}
	}
}

// runsAs asks that a component says where it can be placed.
func (c *check) runsAs(file, component, target string) {
	bundle := c.parts["LightningComponentBundle"][component]
	if bundle == nil {
		return // said already
	}
	for _, targets := range bundle.all("targets") {
		if slices.ContainsFunc(targets.all("target"), func(t *element) bool { return strings.TrimSpace(t.text) == target }) {
			return
		}
	}
	c.find(file, fmt.Sprintf("the component %s does not have the target %s", component, target))
}

// record of custom metadata: its type and its fields must be there.
func (c *check) record(file string, root *element) {
	kind, _, _ := strings.Cut(strings.TrimPrefix(file, "customMetadata/"), ".")
	kind += "__mdt"
	c.names(file, "CustomObject", kind)
	given := map[string]bool{}
	for _, v := range root.all("values") {
		given[v.value("field")] = true
		c.names(file, customField, kind+"."+v.value("field"))
		for _, x := range v.all("value") {
			if x.kind == "" {
				c.find(file, v.value("field")+" does not say what its value is (xsi:type)")
			}
		}
	}
	for _, name := range sortedKeys(c.parts[customField]) {
		if field, ours := strings.CutPrefix(name, kind+"."); ours && c.parts[customField][name].value("required") == "true" && !given[field] {
			c.find(file, "it gives no value for "+field)
		}
	}
}
