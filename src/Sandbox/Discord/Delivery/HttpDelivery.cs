using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Delivery to the app's interactions endpoint.</summary>
static class HttpDelivery
{
    /// <summary>Null when the app's answer came, or will come, by the callback route.</summary>
    internal static async Task<Answer?> Post(
        DiscordWorld world, HttpClient http, Uri url, Interaction interaction, JsonObject payload, CancellationToken cancel)
    {
        try
        {
            using var request = SignedRequest.Of(world.App.PrivateSeed.Span, world.Time.GetUtcNow(), url,
                Encoding.UTF8.GetBytes(payload.ToJsonString()));
            using var response = await http.SendAsync(request, cancel);
            var answer = Read(world, interaction, response, await response.Content.ReadAsStringAsync(cancel));
            // Who has answered by the callback has answered, whatever becomes of the request itself.
            return answer is { Ok: false } && world.Interactions.Find(interaction.Id)?.Answered is not null ? null : answer;
        }
        catch (HttpRequestException unreachable)
        {
            return Answer.Failed(Answer.NotReached, unreachable.Message);
        }
    }

    static Answer? Read(DiscordWorld world, Interaction interaction, HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.Accepted && text.Length == 0) return null;
        if (response.StatusCode is not HttpStatusCode.OK)
            return Answer.Failed(Answer.BadStatus, $"The endpoint answered {status}.") with { Status = status };
        if (response.Content.Headers.ContentType?.MediaType is not "application/json" || !StrictJson.TryParse(text, out var json))
            return Answer.Failed(Answer.BadResponse, "The answer is not application/json.") with { Status = status };
        return Responding.Apply(world, interaction, json, []) is { } fault
            ? Answer.Failed(Answer.BadResponse, fault.Body!.ToJsonString()) with { Status = status }
            : new() { Status = status, Response = json as JsonObject };
    }

    /// <summary>
    /// What Discord tries before it takes an address: a ping that has to be answered, and a bad signature that has to be refused. Null
    /// when all is well.
    /// </summary>
    internal static async Task<string?> Probe(DiscordWorld world, HttpClient http, Uri url, CancellationToken cancel)
    {
        try
        {
            var ping = Encoding.UTF8.GetBytes(Ping(world).ToJsonString());
            using var good = SignedRequest.Of(world.App.PrivateSeed.Span, world.Time.GetUtcNow(), url, ping);
            using var pong = await http.SendAsync(good, cancel);
            if (pong.StatusCode is not HttpStatusCode.OK || pong.Content.Headers.ContentType?.MediaType is not "application/json"
                || !StrictJson.TryParse(await pong.Content.ReadAsStringAsync(cancel), out var answer)
                    || Shape.AsInt((answer as JsonObject)?["type"]) != 1)
                return $"PING was answered {(int)pong.StatusCode}, not with 200 and {{\"type\":1}} as application/json.";

            return await SignWrongly(world, http, url, cancel);
        }
        catch (HttpRequestException unreachable)
        {
            return unreachable.Message;
        }
    }

    /// <summary>A ping under a signature of somebody else's; null when it was refused as it has to be.</summary>
    internal static async Task<string?> SignWrongly(DiscordWorld world, HttpClient http, Uri url, CancellationToken cancel)
    {
        using var bad = SignedRequest.Of(RandomNumberGenerator.GetBytes(32), world.Time.GetUtcNow(), url,
            Encoding.UTF8.GetBytes(Ping(world).ToJsonString()));
        using var refusal = await http.SendAsync(bad, cancel);
        return refusal.StatusCode is HttpStatusCode.Unauthorized
            ? null : $"A request with a wrong signature was answered {(int)refusal.StatusCode}, not 401.";
    }

    static JsonObject Ping(DiscordWorld world) => new()
    {
        ["version"] = 1,
        ["type"] = (int)InteractionKind.Ping,
        ["token"] = Ids.InteractionToken(world.Ids.Next()),
        ["id"] = world.Ids.Next(),
        ["application_id"] = world.App.ApplicationId,
        ["entitlements"] = new JsonArray(),
        ["user"] = UserJson.Of(world.People.Find(world.Guild.OwnerId)!),
    };
}
