using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace OpsBot.Bot.Web;

/// <summary>The bytes of a request as they came, which is what its signature is of; the buffer is borrowed.</summary>
sealed class RequestBody : IDisposable
{
    const int Largest = 1024 * 1024;

    // Told to throw on bytes that are no text, instead of replacing them.
    static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[] buffer;
    readonly int length;

    RequestBody(byte[] buffer, int length) => (this.buffer, this.length) = (buffer, length);

    public bool IsTooLarge => length > Largest;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Math.Min(length, buffer.Length));

    /// <summary>None where the bytes are no text.</summary>
    public string? Text
    {
        get
        {
            try
            {
                return strict.GetString(Bytes);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }

    public static async Task<RequestBody> Read(HttpContext http, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(http.Request.ContentLength ?? Largest, 1, Largest) + 1);
        try
        {
            return new(buffer, await Read(http, buffer, cancel));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>An object, or none where the text is anything else.</summary>
    public static JsonElement? Json(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } payload ? payload : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    static async Task<int> Read(HttpContext http, byte[] buffer, CancellationToken cancel)
    {
        if (http.Request.ContentLength > Largest) return int.MaxValue;
        // The server's own limit would break off with an error of its own.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        var length = 0;
        while (length < buffer.Length && await http.Request.Body.ReadAsync(buffer.AsMemory(length), cancel) is > 0 and var read)
            length += read;
        return length;
    }
}
