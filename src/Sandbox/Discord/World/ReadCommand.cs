using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Reads a command that passed every check.</summary>
static class ReadCommand
{
    internal static AppCommand From(JsonObject given, string id, string version, string applicationId, string? guildId)
    {
        var json = (JsonObject)given.DeepClone();
        json["id"] = id;
        json["application_id"] = applicationId;
        json["version"] = version;
        json["type"] ??= 1;
        json["description"] ??= "";
        if (!json.ContainsKey("default_member_permissions")) json["default_member_permissions"] = null;
        json["nsfw"] ??= false;
        if (guildId is not null) json["guild_id"] = guildId;
        StrictJson.Unfold(json);
        var contexts = json["contexts"] as JsonArray;
        return new()
        {
            Id = id,
            Version = version,
            Kind = (CommandKind)Number(json["type"])!,
            Name = (string)json["name"]!,
            Description = (string)json["description"]!,
            Options = [.. Items(json["options"]).Select(Option)],
            GuildId = guildId,
            MemberPermissions = json["default_member_permissions"] is JsonValue bits
                ? long.Parse(bits.ToString(), CultureInfo.InvariantCulture) : null,
            WorksInDirectMessages = guildId is null && (contexts is null || contexts.Any(context => Number(context) == 1)),
            Json = json,
        };
    }

    static CommandOption Option(JsonObject json) => new()
    {
        Kind = (OptionKind)Number(json["type"])!,
        Name = (string)json["name"]!,
        Description = (string)json["description"]!,
        IsRequired = Flag(json["required"]),
        HasAutocomplete = Flag(json["autocomplete"]),
        Choices = [.. Items(json["choices"]).Select(choice => new Choice((string)choice["name"]!, choice["value"]!.AsValue()))],
        Options = [.. Items(json["options"]).Select(Option)],
        MinLength = (int?)Number(json["min_length"]),
        MaxLength = (int?)Number(json["max_length"]),
        MinValue = Number(json["min_value"]),
        MaxValue = Number(json["max_value"]),
    };

    static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    static bool Flag(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True;

    static double? Number(JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.Number ? double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) : null;
}
