using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>Reads an app manifest in Slack's own JSON, with Slack's limits. https://docs.slack.dev/reference/app-manifest/</summary>
public static partial class ReadManifest
{
    /// <summary>Empty when the manifest is good, else what Slack would say about it.</summary>
    public static IReadOnlyList<string> From(JsonObject json, out AppManifest manifest)
    {
        var check = new Check(BlockSurface.Modal);
        Whole(check, json, "");
        manifest = check.Problems.Count == 0 ? Read(json) : new();
        return [.. check.Problems.Select(problem => problem.ToString())];
    }

    static AppManifest Read(JsonObject json)
    {
        var features = json["features"];
        var settings = json["settings"];
        return new()
        {
            Name = (string)json["display_information"]!["name"]!,
            Description = (string?)json["display_information"]!["description"] ?? "",
            Commands = [.. Items(features?["slash_commands"]).Select(command => new ManifestCommand
            {
                Command = (string)command["command"]!,
                Description = (string)command["description"]!,
                UsageHint = (string?)command["usage_hint"] ?? "",
                ShouldEscape = (bool?)command["should_escape"] ?? false,
                Url = Address(command["url"]),
            })],
            Shortcuts = [.. Items(features?["shortcuts"]).Select(shortcut => new ManifestShortcut
            {
                Name = (string)shortcut["name"]!,
                Type = (string)shortcut["type"]!,
                CallbackId = (string)shortcut["callback_id"]!,
                Description = (string)shortcut["description"]!,
            })],
            HomeTab = (bool?)features?["app_home"]?["home_tab_enabled"] ?? false,
            MessagesTab = (bool?)features?["app_home"]?["messages_tab_enabled"] ?? true,
            SocketMode = (bool?)settings?["socket_mode_enabled"] ?? false,
            InteractivityUrl = Address(settings?["interactivity"]?["request_url"]),
            OptionsUrl = Address(settings?["interactivity"]?["message_menu_options_url"]),
            EventsUrl = Address(settings?["event_subscriptions"]?["request_url"]),
            BotEvents = [.. (settings?["event_subscriptions"]?["bot_events"] as JsonArray ?? []).Select(each => (string)each!)],
        };
    }

    /// <summary>The bot scopes that the manifest asks for.</summary>
    public static ImmutableSortedSet<string> ScopesOf(JsonObject json) =>
        [.. (json["oauth_config"]?["scopes"]?["bot"] as JsonArray ?? []).Select(scope => (string)scope!)];

    static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    static Uri? Address(JsonNode? node) => AsText(node) is { } text ? new Uri(text) : null;

    static readonly Rule Command = Object(
        Must("command", All(Text(32, least: 2), Pattern(CommandName(), "must start with a slash and have no spaces or capitals"))),
        Must("description", Text(2000)),
        May("usage_hint", Text(1000)),
        May("should_escape", Bool),
        May("url", Url(3000)));

    static readonly Rule Shortcut = Object(
        Must("name", Text(24)),
        Must("type", OneOf("message", "global")),
        Must("callback_id", Text(255)),
        Must("description", Text(150)));

    static readonly Rule Features = Object(
        May("app_home",
            Object(May("home_tab_enabled", Bool), May("messages_tab_enabled", Bool), May("messages_tab_read_only_enabled", Bool))),
        May("bot_user", Object(Must("display_name", Text(80)), May("always_online", Bool))),
        May("slash_commands", List(1, 50, Command)),
        May("shortcuts", List(1, 10, Shortcut)));

    static readonly Rule Settings = Object(
        May("event_subscriptions", Object(May("request_url", Url(3000)), May("bot_events", List(1, 100, Text(100))))),
        May("interactivity", Object(Must("is_enabled", Bool), May("request_url", Url(3000)), May("message_menu_options_url", Url(3000)))),
        May("socket_mode_enabled", Bool),
        May("org_deploy_enabled", Bool),
        May("token_rotation_enabled", Bool));

    static readonly Rule Whole = Object(
        May("_metadata", (_, _, _) => { }),
        Must("display_information", Object(
            Must("name", Text(35)),
            May("description", Text(140)),
            May("long_description", Text(4000, least: 175)),
            May("background_color", Pattern(Color(), "must be a colour like #1d4ed8")))),
        May("features", Features),
        May("oauth_config",
            Object(May("redirect_urls", List(1, 1000, Url(3000))), May("scopes", Object(May("bot", List(1, 255, Text(100))),
            May("user", List(1, 255, Text(100))), May("bot_optional", List(1, 255, Text(100))))))),
        May("settings", Settings));

    [GeneratedRegex("^/[a-z0-9_-]+$")]
    private static partial Regex CommandName();

    [GeneratedRegex("^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$")]
    private static partial Regex Color();
}
