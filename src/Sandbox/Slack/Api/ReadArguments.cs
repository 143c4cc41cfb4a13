using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace OpsBot.Sandbox.Slack;

/// <summary>Reads a call's arguments as Slack does, which depends on the content type and on the method.</summary>
static class ReadArguments
{
    internal sealed record Result(Arguments Given, string? Error, string? Warning = null);

    internal static Result Nothing => new(new([]), null);

    internal static async Task<Result> From(HttpRequest request, bool takesJson)
    {
        var none = new Arguments([]);
        if (HttpMethods.IsGet(request.Method)) return new(FromQuery(request), null);
        if (request.ContentLength is 0 or null && request.ContentType is null) return new(FromQuery(request), null);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return new(none, "missing_post_type");
        if (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !charset.Trim('"').Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase))
            return new(none, "invalid_charset");
        switch (type.MediaType?.ToLowerInvariant())
        {
            case "application/json":
                // Methods that know no JSON do not refuse it, they just see no arguments.
                return takesJson ? ReadJson(await Body(request), type.CharSet is null) : new(none, null);
            case "application/x-www-form-urlencoded":
                return ReadForm(request, await Body(request));
            case "multipart/form-data":
                var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
                return new(Merge(FromQuery(request), form.Select(field => KeyValuePair.Create(field.Key, field.Value.ToString()))), null);
            default:
                return new(none, "invalid_post_type");
        }
    }

    static async Task<string> Body(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    static Result ReadJson(string body, bool withoutCharset)
    {
        if (!StrictJson.TryParse(body, out var node)) return new(new([]), "invalid_json");
        return node is JsonObject json
            ? new(new(json), null, withoutCharset ? "missing_charset" : null)
            : new(new([]), "json_not_object");
    }

    static Result ReadForm(HttpRequest request, string body)
    {
        // JSON under a form's content type is the usual mistake; Slack calls it by this name.
        if (body.AsSpan().TrimStart().StartsWith("{")) return new(new([]), "invalid_form_data");
        return new(Merge(FromQuery(request),
            QueryHelpers.ParseQuery(body).Select(field => KeyValuePair.Create(field.Key, field.Value.ToString()))), null);
    }

    static Arguments FromQuery(HttpRequest request) =>
        // A token in the query is never read.
        Merge(new([]),
            request.Query.Where(field => field.Key != "token").Select(field => KeyValuePair.Create(field.Key, field.Value.ToString())));

    static Arguments Merge(Arguments first, IEnumerable<KeyValuePair<string, string>> fields)
    {
        foreach (var (name, value) in fields) first.Json[name] = value;
        return first;
    }
}
