using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Slack;

/// <summary>The app as Slack has to know it, derived from the catalogue: commands, shortcut, scopes, addresses.</summary>
public static class SlackManifest
{
    /// <summary>callback_id of the message shortcut.</summary>
    public const string LookUp = "look_up";

    /// <summary>Stands where everybody puts their own address.</summary>
    public const string Placeholder = "https://opsbot.example.com";

    // https://docs.slack.dev/reference/app-manifest
    const int LongestHint = 1_000;

    /// <summary>
    /// Each for something the bot does: commands, messages, direct messages both ways, files, looking whether it is in its channels, and
    /// reading its own signed messages back in the audit channel.
    /// </summary>
    public static IReadOnlyList<string> Scopes { get; } =
    [
        "channels:history", "channels:read", "chat:write", "chat:write.public", "commands", "files:write", "groups:history", "groups:read",
        "im:history", "im:write",
    ];

    /// <summary>Without an address: Socket Mode.</summary>
    public static string Yaml(Catalog catalog, Uri? address) =>
        $"""
        # Made by: dotnet run --project src/Bot -- manifest slack{(address is null ? " --socket" : "")}
        # Paste it at https://api.slack.com/apps, Create New App, From a manifest.

        """ + SlackYaml.Of(Json(catalog, address));

    public static JsonObject Json(Catalog catalog, Uri? address) => new()
    {
        ["display_information"] = new JsonObject
        {
            ["name"] = "OpsBot",
            ["description"] = "Runs the cloud from chat: guarded, approved, audited",
            ["background_color"] = "#1d4ed8",
        },
        ["features"] = new JsonObject
        {
            ["app_home"] = new JsonObject
            {
                ["home_tab_enabled"] = true, ["messages_tab_enabled"] = true, ["messages_tab_read_only_enabled"] = false,
            },
            ["bot_user"] = new JsonObject { ["display_name"] = "OpsBot", ["always_online"] = true },
            ["shortcuts"] = new JsonArray(new JsonObject
            {
                ["name"] = "Look up in OpsBot", ["type"] = "message", ["callback_id"] = LookUp,
                ["description"] = "Find the instances and people that a message names",
            }),
            ["slash_commands"] = new JsonArray([.. catalog.Nouns.Select(noun => Command(noun, address))]),
        },
        ["oauth_config"] =
            new JsonObject { ["scopes"] = new JsonObject { ["bot"] = new JsonArray(
            [.. Scopes.Select(scope => JsonValue.Create(scope))]) } },
        ["settings"] = Settings(address),
    };

    static JsonObject Command(IGrouping<string, Entry> noun, Uri? address)
    {
        var (said, hint) = noun.ToList() is [{ Spec.IsAlone: true } alone]
            ? (alone.Spec.Summary, alone.Usage[(alone.Command.Length + 1)..].Trim())
            : (Listed(noun.Key, [.. noun.Select(entry => entry.Spec.Below)]), string.Join(" | ", noun.Select(entry => entry.Spec.Below)));
        var command = new JsonObject
        {
            ["command"] = "/" + noun.Key, ["description"] = said, ["usage_hint"] = ChatText.Cut(hint, LongestHint),
        };
        if (address is not null) command["url"] = At(address, "commands");
        return command;
    }

    static string Listed(string word, IReadOnlyList<string> verbs) =>
        $"{char.ToUpperInvariant(word[0])}{word[1..]}: {string.Join(", ", verbs.Take(5))}"
        + (verbs.Count > 5 ? $" and {verbs.Count - 5} more" : "");

    static JsonObject Settings(Uri? address)
    {
        var events =
            new JsonObject { ["bot_events"] = new JsonArray("app_home_opened", "app_uninstalled", "message.im", "tokens_revoked") };
        var interactivity = new JsonObject { ["is_enabled"] = true };
        if (address is not null)
        {
            events["request_url"] = At(address, "events");
            interactivity["request_url"] = At(address, "interactions");
            interactivity["message_menu_options_url"] = At(address, "options");
        }
        return new()
        {
            ["event_subscriptions"] = events,
            ["interactivity"] = interactivity,
            ["org_deploy_enabled"] = false,
            ["socket_mode_enabled"] = address is null,
            ["token_rotation_enabled"] = false,
        };
    }

    static string At(Uri address, string path) => new Uri(address, $"/slack/{path}").AbsoluteUri;
}
