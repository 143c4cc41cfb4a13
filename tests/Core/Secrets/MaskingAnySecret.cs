using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Secrets;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Secrets;

public sealed class MaskingAnySecret
{
    static readonly Gen<string> Words = Gen.Elements("started", "user adam", "GET /web 200", "ünïcode ✓", "a, b; c", "{x}", "", "[12:00]",
        "'q'", "\"q\"");

    // Letters, digits and what passwords have besides; a digit, so that it is no word of a sentence.
    static readonly Gen<string> Secrets =
        from letters in Gen.Elements([.. "abcXYZ0123456789-_.!$%*+/~^"]).ArrayOf()
        where letters.Length is >= 6 and <= 40
        select $"Z{new string(letters)}q9";

    static readonly Gen<Func<string, string>> Ways = Gen.Elements<Func<string, string>>(
        secret => $"password={secret}", secret => $"db_password = {secret}", secret => $"PASSWORD: {secret}",
        secret => $"\"client_secret\": \"{secret}\"", secret => $"'api_key': '{secret}'", secret => $"{{\\\"token\\\":\\\"{secret}\\\"}}",
        secret => $"--admin-password {secret}", secret => $"<token>{secret}</token>", secret => $"Authorization: Bearer {secret}",
        secret => $"authorization: {secret}", secret => $"postgres://odoo:{secret}@db/x", secret => $"Set-Cookie: sid={secret}; Path=/",
        secret => $"PASSWORD '{secret}'", secret => $"?access_token={secret}&x=1", secret => $"Password={secret};Host=x");

    static readonly Gen<(string Before, string Secret, string Line)> Lines =
        from before in Words
        from after in Words
        from secret in Secrets
        from way in Ways
        select (before, secret, $"{before} {way(secret)} {after}");

    [Fact]
    public void Nothing_of_the_secret_is_left_and_what_stood_before_it_is() =>
        Prop.ForAll(Lines.ToArbitrary(), line =>
        {
            var masked = MaskSecrets.In(line.Line);
            Assert.DoesNotContain(line.Secret, masked, StringComparison.Ordinal);
            Assert.DoesNotContain(line.Secret[^6..], masked, StringComparison.Ordinal);
            Assert.StartsWith(line.Before, masked, StringComparison.Ordinal);
        }).Check(Often.Times(1000));

    // Letters that secrets begin with are in it, and the sign of Kelvin.
    static readonly Gen<string> Anything = Gen.Elements(
        ["password", "secret", "M", "N", "sk", "_", "live", "test", "-", ".", "AKIA", "0123456789ABCDEF", "abcdefghijklmnopqrstuvwxyz", "=",
            ": ", " ", "'", "\"", "\u212A", "to\u212Aen", "k", "://", "@", "user:", "eyJ", "webhooks/1/"])
        .ListOf().Select(string.Concat);

    [Fact]
    public void The_quick_look_misses_nothing() =>
        Prop.ForAll(Gen.OneOf(Lines.Select(line => line.Line), Anything).ToArbitrary(),
            line => Assert.Equal(MaskSecrets.Thoroughly(line), MaskSecrets.In(line)))
            .Check(Often.Times(2000));

    [Fact]
    public void Masking_twice_is_masking_once() =>
        Prop.ForAll(Lines.ToArbitrary(), line => Assert.Equal(MaskSecrets.In(line.Line), MaskSecrets.In(MaskSecrets.In(line.Line))))
            .Check(Often.Times(1000));

    [Fact]
    public void Any_text_gives_as_many_lines_as_it_had() =>
        Prop.ForAll<string?[]>(texts =>
        {
            string[] lines = [.. texts.Select(text => text ?? "")];
            Assert.Equal(lines.Length, MaskSecrets.InLines(lines).Count);
        }).Check(Often.Times(1000));
}
