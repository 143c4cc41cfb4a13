using System.Text.Json;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>Puts Discord's error object into one line: its message, and the first places of the body that it dislikes.</summary>
static class DiscordErrors
{
    const int MostPlaces = 3;
    const int Deepest = 32;

    public static string? Read(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } error || error.Text("message") is not { } message) return null;
        var places = error.At("errors") is { } errors ? Places(errors, "", 0).Take(MostPlaces).ToList() : [];
        return ChatText.Cut(places.Count == 0 ? message : $"{message}: {string.Join("; ", places)}", 500);
    }

    // {"components":{"0":{"label":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 80 or fewer in length."}]}}}}
    static IEnumerable<string> Places(JsonElement errors, string path, int depth)
    {
        if (errors.ValueKind is not JsonValueKind.Object || depth > Deepest) yield break;
        foreach (var error in errors.List("_errors"))
            yield return $"{(path.Length == 0 ? "" : $"{path} ")}{error.Text("message") ?? error.Text("code") ?? "is not right"}";
        foreach (var member in errors.EnumerateObject())
            if (member.Name != "_errors")
                foreach (var place in Places(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", depth + 1))
                    yield return place;
    }
}
