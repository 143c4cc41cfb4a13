using System.Buffers;
using System.Text;
using System.Text.Json;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Web;

/// <summary>The bytes of a request as they came, which is what its signature is of; the borrowed buffer grows with what has come.</summary>
sealed class RequestBody(SemaphoreSlim large) : IDisposable
{
    public const int Largest = 1024 * 1024;

    // A command fits into the first, a click into the second or third.
    const int First = 4 * 1024;
    const int Growth = 4;
    const int Ordinary = 64 * 1024;

    // Told to throw on bytes that are no text, instead of replacing them.
    static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    byte[] buffer = [];
    int length;
    bool isLarge;

    public Refused? Refused { get; private set; }

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Where more goes.</summary>
    public Memory<byte> Room => buffer.AsMemory(length);

    /// <summary>There is a place for more, or one can be had; else it is refused.</summary>
    public bool HasRoom
    {
        get
        {
            if (Refused is null && length == buffer.Length) Grow();
            return Refused is null;
        }
    }

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

    public void Took(int read) => length += read;

    /// <summary>Gives back what it holds, at once.</summary>
    public RequestBody Refuse(Refused why)
    {
        Refused = why;
        Dispose();
        return this;
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

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        if (isLarge) large.Release();
        (buffer, length, isLarge) = ([], 0, false);
    }

    void Grow()
    {
        if (length >= Largest) Refuse(Chat.Refused.TooLarge);
        else if (length >= Ordinary && !isLarge && !(isLarge = large.Wait(0, CancellationToken.None))) Refuse(Chat.Refused.NoRoom);
        else
        {
            var wider = ArrayPool<byte>.Shared.Rent(length == 0 ? First : length * Growth);
            Bytes.CopyTo(wider);
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
            buffer = wider;
        }
    }
}
