package salesforce

import "strings"

// kind of metadata, as the Metadata API knows it.
type kind struct {
	name    string
	folder  string // in source and zip alike
	suffix  string
	content bool // a file of its own stands beside the description, which keeps its -meta.xml in the zip
	bundle  bool // a folder of files; the description is one of them
}

// kinds that the package holds. Source: the Metadata API's registry, v66.0.
var kinds = []kind{
	{name: "ApexClass", folder: "classes", suffix: "cls", content: true},
	{name: "CallCenter", folder: "callCenters", suffix: "callCenter"},
	{name: "CspTrustedSite", folder: "cspTrustedSites", suffix: "cspTrustedSite"},
	{name: "CustomMetadata", folder: "customMetadata", suffix: "md"},
	{name: "CustomObject", folder: "objects", suffix: "object"},
	{name: "CustomPermission", folder: "customPermissions", suffix: "customPermission"},
	{name: "ExternalClientApplication", folder: "externalClientApps", suffix: "eca"},
	{name: "ExtlClntAppGlobalOauthSettings", folder: "extlClntAppGlobalOauthSets", suffix: "ecaGlblOauth"},
	{name: "ExtlClntAppOauthSettings", folder: "extlClntAppOauthSettings", suffix: "ecaOauth"},
	{name: "LightningComponentBundle", folder: "lwc", suffix: "js", bundle: true},
	{name: "LightningMessageChannel", folder: "messageChannels", suffix: "messageChannel"},
	{name: "PermissionSet", folder: "permissionsets", suffix: "permissionset"},
	{name: "QuickAction", folder: "quickActions", suffix: "quickAction"},
}

// customField is kept in a file of its own in the source, and inside its object in the zip.
const customField = "CustomField"

func kindOf(folder string) (kind, bool) {
	for _, k := range kinds {
		if k.folder == folder {
			return k, true
		}
	}
	return kind{}, false
}

// custom tells objects that the package makes from those that every organisation
// has: of the latter, only the fields are ours.
func custom(object string) bool {
	return strings.HasSuffix(object, "__c") || strings.HasSuffix(object, "__mdt")
}
