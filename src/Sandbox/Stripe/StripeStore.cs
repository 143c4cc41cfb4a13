using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Stripe;

/// <summary>Every object of the pretend account as its API shows it, oldest first.</summary>
sealed class StripeStore(TimeProvider time)
{
    readonly List<JsonObject> all = [];
    readonly Dictionary<string, JsonObject> byId = [];
    // Those of another run are other things.
    string run = Convert.ToHexString(RandomNumberGenerator.GetBytes(6));
    int made;

    /// <summary>What is made meanwhile was made so long ago.</summary>
    internal TimeSpan Ago { get; set; }

    internal long Now => (time.GetUtcNow() - Ago).ToUnixTimeSeconds();

    /// <summary>All of it, as it can be put back.</summary>
    internal string Kept() => new JsonObject
    {
        ["run"] = run, ["made"] = made, ["all"] = new JsonArray([.. all.Select(one => one.DeepClone())]),
    }.ToJsonString();

    /// <summary>Where events went before, nobody listens any more.</summary>
    internal void PutBack(string kept)
    {
        var read = JsonNode.Parse(kept)!.AsObject();
        (run, made) = ((string)read["run"]!, (int)read["made"]!);
        all.Clear();
        byId.Clear();
        foreach (var one in read["all"]!.AsArray().Select(one => one!.DeepClone().AsObject())
            .Where(one => Text(one, "object") != "webhook_endpoint"))
        {
            all.Add(one);
            byId[Text(one, "id")!] = one;
        }
    }

    internal JsonObject Add(string prefix, string kind, JsonObject fields)
    {
        // As long as theirs are; told apart by their end.
        var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{run}{++made:X8}");
        var thing = new JsonObject { ["id"] = id, ["object"] = kind, ["created"] = Now, ["livemode"] = false };
        foreach (var (name, value) in fields) thing[name] = value?.DeepClone();
        all.Add(thing);
        byId[id] = thing;
        return thing;
    }

    internal JsonObject? Find(string? id, string kind) =>
        id is not null && byId.TryGetValue(id, out var thing) && Text(thing, "object") == kind ? thing : null;

    internal IEnumerable<JsonObject> NewestFirst(string kind) => all.Where(one => Text(one, "object") == kind).Reverse();

    internal void Remove(JsonObject thing)
    {
        all.Remove(thing);
        byId.Remove(Text(thing, "id")!);
    }

    internal static string? Text(JsonNode? thing, string field) =>
        (thing as JsonObject)?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // A number is kept as it was given, and read only as that.
    internal static long Number(JsonObject thing, string field) => thing[field] is not JsonValue value ? 0
        : value.TryGetValue<long>(out var number) ? number : value.GetValue<int>();
}
