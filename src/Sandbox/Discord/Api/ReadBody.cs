using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Discord;

/// <summary>Reads a call's body: JSON, or multipart with payload_json and files[n].</summary>
static partial class ReadBody
{
    const long Largest = 25 * 1024 * 1024;
    const int LargestFile = 10 * 1024 * 1024;

    internal sealed record Result(JsonNode? Body, IReadOnlyList<UploadedFile> Files, Reply? Fault = null);

    internal static async Task<Result> From(HttpRequest request)
    {
        if (request.ContentLength > Largest) return new(null, [], Fault.EntityTooLarge);
        if (request.ContentLength is null && !await Counted(request)) return new(null, [], Fault.EntityTooLarge);
        if (request.ContentLength is 0) return new(null, []);
        switch (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType?.ToLowerInvariant() : null)
        {
            case "application/json":
                return Parsed(await Text(request), []);
            case "multipart/form-data":
                return await Multipart(request);
            default:
                await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
                return new(null, [], Fault.Form("_content_type", "CONTENT_TYPE_INVALID",
                    "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}."));
        }
    }

    /// <summary>Takes in a body that comes in chunks, so that its length is known like any other's; false when it is too large.</summary>
    static async Task<bool> Counted(HttpRequest request)
    {
        var (taken, chunk) = (new MemoryStream(), new byte[64 * 1024]);
        while (await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted) is var length and > 0)
        {
            if (taken.Length + length > Largest) return false;
            taken.Write(chunk, 0, length);
        }

        taken.Position = 0;
        (request.Body, request.ContentLength) = (taken, taken.Length);
        return true;
    }

    static async Task<string> Text(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    static Result Parsed(string text, IReadOnlyList<UploadedFile> files) =>
        StrictJson.TryParse(text, out var node) ? new(node, files) : new(null, [], Fault.InvalidJson);

    static async Task<Result> Multipart(HttpRequest request)
    {
        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            var files = new List<UploadedFile>();
            foreach (var file in form.Files)
            {
                if (FilePart().Match(file.Name) is not { Success: true } part) continue;
                if (file.Length > LargestFile) return new(null, [], Fault.EntityTooLarge);
                using var bytes = new MemoryStream();
                await file.CopyToAsync(bytes, request.HttpContext.RequestAborted);
                files.Add(new(int.Parse(part.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), SafeName(file.FileName),
                    file.ContentType ?? "application/octet-stream", bytes.ToArray()));
            }

            if (files.Count > MessageRules.MostAttachments)
                return new(null, [], Fault.Form("files", Shape.TooLong, $"Must be {MessageRules.MostAttachments} or fewer in length."));
            return form.TryGetValue("payload_json", out var payload) ? Parsed(payload.ToString(), files) : new(new JsonObject(), files);
        }
        catch (InvalidDataException)
        {
            return new(null, [], Fault.Form("_content_type", "CONTENT_TYPE_INVALID", "The multipart body cannot be read."));
        }
    }

    // As Discord does: what may not stand in an address becomes an underscore.
    static string SafeName(string name) => Unsafe().Replace(Path.GetFileName(name), "_") is { Length: > 0 } safe ? safe : "unknown";

    [GeneratedRegex(@"^files?\[([0-9]{1,4})\]$")]
    private static partial Regex FilePart();

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Unsafe();
}
