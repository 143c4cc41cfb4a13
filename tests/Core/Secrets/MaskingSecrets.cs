using OpsBot.Core.Instances.Logs;
using OpsBot.Core.Secrets;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Secrets;

public sealed class MaskingSecrets
{
    // Pieces, so that nobody's scanner takes the test for a leak.
    const string Live = "live", Hex = "4f9a8c0b7d6e5f4a3b2c1d0e";

    [Theory]
    [InlineData("password=hunter2", "password=••••••")]
    [InlineData("db_password=hunter2 db_port=5432", "db_password=•••••• db_port=5432")]
    [InlineData("admin_passwd = hunter2", "admin_passwd = ••••••")]
    [InlineData("DB_PASS=hunter2", "DB_PASS=••••••")]
    [InlineData("password: hunter2", "password: ••••••")]
    [InlineData("{\"user\": \"adam\", \"password\": \"hunter2\", \"n\": 1}", "{\"user\": \"adam\", \"password\": \"••••••\", \"n\": 1}")]
    [InlineData("{\"password\": \"hun\\\"ter2\", \"n\": 1}", "{\"password\": \"••••••\", \"n\": 1}")]
    [InlineData("{\\\"password\\\":\\\"hunter2\\\",\\\"n\\\":1}", "{\\\"password\\\":\\\"••••••\\\",\\\"n\\\":1}")]
    [InlineData("{'api_key': 'hunter2', 'n': 1}", "{'api_key': '••••••', 'n': 1}")]
    [InlineData("{b'secret': b'hunter2'}", "{b'secret': b'••••••'}")]
    [InlineData("{\"password\": \"hunter2", "{\"password\": \"••••••")]
    [InlineData("{:secret=>\"hunter2\"}", "{:secret=>\"••••••\"}")]
    [InlineData("Settings(token=hunter2)", "Settings(token=••••••)")]
    [InlineData("GET /a?token=hunter2&format=pdf HTTP/1.1", "GET /a?token=••••••&format=pdf HTTP/1.1")]
    [InlineData("Host=db;Username=odoo;Password=hunter2;Database=x", "Host=db;Username=odoo;Password=••••••;Database=x")]
    [InlineData("password=\"two words\" next", "password=\"••••••\" next")]
    [InlineData("odoo --db_password hunter2 --workers 2", "odoo --db_password •••••• --workers 2")]
    [InlineData("<password>hunter2</password>", "<password>••••••</password>")]
    [InlineData("ALTER USER odoo WITH PASSWORD 'hunter2';", "ALTER USER odoo WITH PASSWORD '••••••';")]
    [InlineData("the generated password is hunter2", "the generated password is ••••••")]
    [InlineData("X-Api-Key: hunter2", "X-Api-Key: ••••••")]
    [InlineData("AWS_SECRET_ACCESS_KEY=wJalr/XUtn+FEMI", "AWS_SECRET_ACCESS_KEY=••••••")]
    [InlineData("Cookie: session_id=hunter2; lang=en", "Cookie: ••••••")]
    [InlineData("{b\"secret\": b\"hunter2\"}", "{b\"secret\": b\"••••••\"}")]
    [InlineData("Password is: hunter2", "Password is: ••••••")]
    [InlineData("secret_key_base: hunter2", "secret_key_base: ••••••")]
    [InlineData("api key: hunter2 ok", "api key: •••••• ok")]
    [InlineData("curl -u admin:hunter2 https://x", "curl -u admin:•••••• https://x")]
    [InlineData("requirepass hunter2", "requirepass ••••••")]
    [InlineData("https://x-access-token:hunter2@github.com/a", "https://x-access-token:••••••@github.com/a")]
    [InlineData("got session_id=hunter2 for adam", "got session_id=•••••• for adam")]
    public void After_a_name(string line, string masked) => Assert.Equal(masked, MaskSecrets.In(line));

    [Theory]
    [InlineData("postgres://odoo:hunter2@10.8.0.12:5432/acme", "postgres://odoo:••••••@10.8.0.12:5432/acme")]
    [InlineData("redis://:hunter2@cache/0", "redis://:••••••@cache/0")]
    [InlineData("postgres://odoo:hun/ter@2@db/acme", "postgres://odoo:••••••@db/acme")]
    [InlineData("Authorization: Bearer hunter2abc from 10.0.0.1", "Authorization: Bearer •••••• from 10.0.0.1")]
    [InlineData("{'Authorization': 'Basic b2RvbzpodW50ZXIy', 'X': '1'}", "{'Authorization': 'Basic ••••••', 'X': '1'}")]
    [InlineData("Authorization: hunter2", "Authorization: ••••••")]
    [InlineData("sent bearer hunter2abc", "sent bearer ••••••")]
    [InlineData("sent basic b2RvbzpodW50ZXIy", "sent basic ••••••")]
    [InlineData("key sk_" + Live + "_" + Hex + " used", "key sk_" + Live + "_•••••• used")]
    [InlineData("hook whsec_" + Hex, "hook whsec_••••••")]
    [InlineData("id AKIA" + "IOSFODNN7EXAMPLE used", "id AKIA•••••• used")]
    [InlineData("bot xoxb" + "-123456789012-" + Hex, "bot xoxb-••••••")]
    [InlineData("git ghp_" + Hex + Hex, "git ghp_••••••")]
    [InlineData("git github_pat_" + Hex, "git github_pat_••••••")]
    [InlineData("jwt eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + Hex + " ok", "jwt eyJ•••••• ok")]
    [InlineData("post https://hooks.slack.com/services/T0/B0/" + Hex, "post https://hooks.slack.com/services/••••••")]
    [InlineData("key: -----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY----- x",
        "key: -----BEGIN RSA PRIVATE KEY-----••••••-----END RSA PRIVATE KEY----- x")]
    public void By_its_looks(string line, string masked) => Assert.Equal(masked, MaskSecrets.In(line));

    [Theory]
    [InlineData("2026-08-24 10:00:00,123 1 INFO acme werkzeug: 10.0.3.1 - - \"GET /web/health HTTP/1.1\" 200 - 1 0.010")]
    [InlineData("http://odoo:8069/web?mail=a@b.example")]
    [InlineData("max_tokens=512, token_count: 7, 3 tokens left")]
    [InlineData("Bearer token missing, basic configuration loaded, Basic authentication required")]
    [InlineData("password=None, token: expired")]
    [InlineData("{\"tokens\": {\"n\": 1}, \"credentials\": [1, 2]}")]
    [InlineData("npm_config_cache=/tmp/npm, loading sk-learn, eyJ is how a JWT begins")]
    [InlineData("the password is not set")]
    [InlineData("Traceback (most recent call last):")]
    [InlineData("")]
    public void What_is_no_secret_stays(string line) => Assert.Equal(line, MaskSecrets.In(line));

    [Fact]
    public void A_key_over_many_lines_goes_whole_and_the_lines_around_it_stay()
    {
        string[] lines = ["before", "key -----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw", "ggSjAgEAAoIBAQ==",
            "-----END PRIVATE KEY-----", "after"];
        Assert.Equal(["before", "key -----BEGIN PRIVATE KEY-----••••••", "••••••", "••••••", "••••••-----END PRIVATE KEY-----", "after"],
            MaskSecrets.InLines(lines));
    }

    [Fact]
    public void A_key_whose_beginning_is_further_up_goes_too()
    {
        string[] lines = ["before", "ggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4", "4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8j", "Ag==",
            "-----END PRIVATE KEY-----", "after"];
        Assert.Equal(["before", "••••••", "••••••", "••••••", "••••••-----END PRIVATE KEY-----", "after"], MaskSecrets.InLines(lines));
    }

    [Fact]
    public void A_key_whose_end_is_missing_goes_as_far_as_it_looks_like_one()
    {
        string[] lines = ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw", "INFO the log goes on", "and on"];
        Assert.Equal(["-----BEGIN PRIVATE KEY-----••••••", "••••••", "INFO the log goes on", "and on"], MaskSecrets.InLines(lines));
    }

    [Fact]
    public async Task A_hostile_line_is_masked_in_linear_time()
    {
        string[] lines =
        [
            new('-', 100_000), string.Concat(Enumerable.Repeat("password=", 10_000)), string.Concat(Enumerable.Repeat("\\\"", 50_000)),
            string.Concat(Enumerable.Repeat("a://b:", 20_000)), string.Concat(Enumerable.Repeat("-----BEGIN A-----", 5_000)),
        ];
        var masked = Task.Run(() => MaskSecrets.InLines(lines), TestContext.Current.CancellationToken);
        Assert.Equal(lines.Length, (await masked.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken)).Count);
    }

    [Theory]
    [InlineData("\e[31mred\e[0m and \e]0;title\aplain", "red and plain")]
    [InlineData("tab\tstays, \rreturn and \0 do not", "tab\tstays,  return and   do not")]
    [InlineData("abc\u202eevil\u2028line", "abc evil line")]
    [InlineData("nothing to do", "nothing to do")]
    public void What_a_terminal_would_obey_is_taken_out(string line, string plain) => Assert.Equal(plain, PlainText.Of(line));
}
