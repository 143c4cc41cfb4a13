using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>What is the same for every kind of thing: it is shown, and listed newest first, by its own fields.</summary>
sealed record Listed(string Kind, string Path, params IReadOnlyList<string> Filters)
{
    const int Usual = 10, Most = 100;

    internal StripeEndpoint Show => new("GET", $"{Path}/{{id}}", ["expand[]"], (world, request) =>
        world.Store.Find(request.Id, Kind) is { } thing
            ? StripeAnswer.Ok(Expanded(world, thing, request)) : StripeAnswer.NoSuch(Kind, request.Id));

    internal StripeEndpoint List => new("GET", Path, ["limit", "starting_after", "ending_before", "expand[]", .. Filters, .. Ranges],
        (world, request) => Of(world, request, _ => true));

    IEnumerable<string> Ranges => Filters.Contains("created") ? ["created[gt]", "created[gte]", "created[lt]", "created[lte]"] : [];

    internal StripeAnswer Of(StripeWorld world, StripeRequest request, Func<JsonObject, bool> fits)
    {
        var limit = request.Number("limit") ?? Usual;
        if (limit is < 1 or > Most) return StripeAnswer.Invalid("parameter_invalid_integer", "limit must be between 1 and 100", "limit");
        var all = world.Store.NewestFirst(Kind).Where(fits).Where(one => Fits(one, request)).ToList();
        var begin = 0;
        if (request.Text("starting_after") is { } after)
        {
            begin = all.FindIndex(one => Text(one, "id") == after) + 1;
            if (begin == 0) return StripeAnswer.NoSuch(Kind, after);
        }
        var page = all.Skip(begin).Take((int)limit).Select(one => (JsonNode)Expanded(world, one, request)).ToArray();
        return StripeAnswer.Ok(new JsonObject
        {
            ["object"] = "list", ["data"] = new JsonArray(page), ["has_more"] = begin + page.Length < all.Count, ["url"] = $"/v1{Path}",
        });
    }

    bool Fits(JsonObject one, StripeRequest request) =>
        Filters.All(filter => request.Text(filter) is not { } wanted || Special(filter) || Text(one, filter) == wanted)
        && (request.Number("created[gte]") is not { } from || Number(one, "created") >= from)
        && (request.Number("created[gt]") is not { } behind || Number(one, "created") > behind)
        && (request.Number("created[lte]") is not { } to || Number(one, "created") <= to)
        && (request.Number("created[lt]") is not { } before || Number(one, "created") < before)
        && (Kind != "subscription" || request.Text("status") == "all" || request.Text("status") is not null
            || Text(one, "status") != "canceled");

    // A list of subscriptions leaves out what has ended, unless all are asked for.
    bool Special(string filter) => filter is "created" or "types[]" || (Kind == "subscription" && filter == "status");

    static JsonObject Expanded(StripeWorld world, JsonObject thing, StripeRequest request)
    {
        var copy = thing.DeepClone().AsObject();
        foreach (var wanted in request.Given.Where(one => one.Key.StartsWith("expand[", StringComparison.Ordinal)))
            if (wanted.Value == "latest_charge" && world.Store.Find(Text(thing, "latest_charge"), "charge") is { } charge)
                copy["latest_charge"] = charge.DeepClone();
        return copy;
    }
}
