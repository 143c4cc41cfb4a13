using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Lists;

/// <summary>
/// Whoever turns the pages of a list forth to its end and back to its beginning sees every row once each way, whatever comes in between.
/// </summary>
public sealed class PagingWhileRowsCome(Desk desk) : IClassFixture<Desk>
{
    const int Rows = 34;

    readonly Random random = new(2026_11);
    int made;

    [Fact]
    public async Task Instances()
    {
        await desk.Execute("delete from backups; delete from instances", new { });
        for (var i = 0; i < Rows; i++) await AddInstance();
        await ForthAndBack("/instance list", FirstCells, AddInstance);
        await ForthAndBack("/instance list status:running", FirstCells, AddInstance);
        await ForthAndBack("/instance list search:shop", FirstCells, AddInstance);
        await ForthAndBack("/instance list search:sh plan:growth", FirstCells, AddInstance);
    }

    [Fact]
    public async Task Failed_instances()
    {
        await desk.Execute("delete from backups; delete from instances", new { });
        for (var i = 0; i < Rows; i++) await AddFailed();
        await ForthAndBack("/instance failed", reply => reply.Parts.OfType<Item>().Select(item => item.Text.Text.Split(' ')[0]), AddFailed);
    }

    [Fact]
    public async Task Backups()
    {
        var shop = await desk.Instance();
        Task Add() => desk.Execute(
            """
            insert into backups (id, instance_id, name, path, bytes, sha256, app_version, taken_at)
            select gen_random_uuid(), id, @Name, '/x', 1, repeat('a', 64), '17.0', @Now::timestamptz - @Ago * interval '1 minute'
            from   instances
            where  slug = @shop
            """, new { shop, Name = $"b-{++made}", Ago = random.Next(5) });
        for (var i = 0; i < Rows; i++) await Add();
        await ForthAndBack($"/instance backups {shop}", reply => Table(reply).Rows.Select(row => row[1]), Add);
    }

    [Fact]
    public async Task The_audit()
    {
        Task Add() => desk.Ask("omar", "/audit checkpoint");
        for (var i = 0; i < Rows; i++) await Add();
        await ForthAndBack("/audit search", FirstCells, Add);
        await ForthAndBack("/audit search operator:omar outcome:refused", FirstCells, Add);
        await ForthAndBack("/audit search operation:\"audit check\" from:1d", FirstCells, Add);
    }

    [Fact]
    public async Task Requests()
    {
        Task Add() => desk.Execute(
            """
            insert into approvals (id, operation, line, arguments, plan, effect, policy, guard, target_kind, target_id, target_label, target_version,
                                   digest, asked_by, platform, account_id, reason, trail, state, asked_at, expires_at, ended_at)
            select gen_random_uuid(), 'instance delete', '/instance delete x', '{}', '{}', 'Remove x', 0, '{"kind":"approval"}', 'instance',
                   gen_random_uuid(), 'x', 1, encode(sha256(@Made::text::bytea), 'hex'), id, 'slack', 'U', 'because', gen_random_uuid(), @State,
                   @Now, @Now::timestamptz + interval '1 hour', case when @State = 'pending' then null else @Now::timestamptz end
            from   operators
            where  handle = @Who
            """, new { Made = ++made, State = random.Next(4) == 0 ? "pending" : "expired", Who = random.Next(2) == 0 ? "olivia" : "omar" });
        for (var i = 0; i < 2 * Rows; i++) await Add();
        await ForthAndBack("/approval list", FirstCells, Add);
        await ForthAndBack("/approval list state:expired", FirstCells, Add);
        await ForthAndBack("/approval list mine:yes", FirstCells, Add);
    }

    [Fact]
    public async Task The_team()
    {
        Task Add() => desk.Execute(
            """
            insert into operators (id, handle, name, role, created_at, active, ended_at)
            values (gen_random_uuid(), @Handle, 'One More', @Role, @Now, @Active, case when @Active then null else @Now::timestamptz end)
            """,
            new
            {
                Handle = $"{(char)('a' + random.Next(26))}.more{++made}", Role = random.Next(3) == 0 ? "admin" : "operator",
                Active = random.Next(4) > 0,
            });
        for (var i = 0; i < Rows; i++) await Add();
        await ForthAndBack("/admin list", reply => Table(reply).Rows.Select(row => row[1]), Add);
    }

    [Fact]
    public async Task A_file_has_all_rows_that_fit()
    {
        await desk.Execute("delete from backups; delete from instances", new { });
        for (var i = 0; i < Rows; i++) await AddInstance();
        var list = (await desk.Ask("olivia", "/instance list plan:growth")).Reply!;
        Assert.Equal(["Clear filters", "Export CSV", "Failed"], list.Buttons.Select(button => button.Label));
        var file = (await desk.Ask("olivia", list.Buttons[1].Command)).Reply!.Parts.OfType<Attachment>().Single();
        Assert.Equal("instances.csv", file.FileName);
        var lines = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("\"Instance\",\"Status\",\"Organization\",\"Version\",\"Plan\",\"Type\"", lines[0]);
        Assert.Equal(Rows, lines.Skip(1).Distinct().Count());
    }

    async Task ForthAndBack(string line, Func<Reply, IEnumerable<string>> keys, Func<Task> add)
    {
        var before = await All(line, keys, "Next ▶", null);
        Assert.True(before.Count > 10, $"{line} has one page only.");
        var forth = await All(line, keys, "Next ▶", add);
        Assert.Equal(before.Order(), forth.Intersect(before).Order());
        Assert.Equal(forth.Distinct().Count(), forth.Count);
        // Those that were there keep their order.
        Assert.Equal(before, forth.Where(before.Contains));
        var last = line;
        for (var next = (string?)line; next is not null; next = Turn((await desk.Ask("olivia", next)).Reply!, "Next ▶")) last = next;
        var now = await All(line, keys, "Next ▶", null);
        var back = await All(last, keys, "◀ Previous", add);
        Assert.Equal(back.Distinct().Count(), back.Count);
        Assert.Equal(now.Order(), back.Intersect(now).Order());
    }

    async Task<List<string>> All(string? line, Func<Reply, IEnumerable<string>> keys, string turn, Func<Task>? add)
    {
        var all = new List<string>();
        for (var pages = 0; line is not null; pages++)
        {
            Assert.True(pages < 60, "The list never ends.");
            var outcome = await desk.Ask("olivia", line);
            Assert.True(outcome.Kind == OpsBot.Core.Operations.OutcomeKind.Answered, $"{line}: {outcome.Text}");
            all.AddRange(keys(outcome.Reply!));
            line = Turn(outcome.Reply!, turn);
            // Some of them land on pages that were seen, some on those to come.
            for (var i = 0; add is not null && i < 2; i++) await add();
        }
        return all;
    }

    static string? Turn(Reply reply, string label) =>
        reply.Parts.OfType<Pager>().SingleOrDefault()?.Turns.SingleOrDefault(button => button.Label == label)?.Command;

    static Table Table(Reply reply) => reply.Parts.OfType<Table>().Last();

    static IEnumerable<string> FirstCells(Reply reply) => Table(reply).Rows.Select(row => row[0]);

    Task AddInstance() => Add(random.Next(4) switch { 0 => "stopped", 1 => "error", _ => "running" });

    Task AddFailed() => Add("error");

    Task Add(string state) => desk.Execute(
        """
        insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, error, failed_at, changed_at, created_at)
        select gen_random_uuid(), @Slug, @Slug, o.id, s.id, 'production', '17.0', 'https://x.example', @state,
               case when @state = 'error' then 'It ended.' end, case when @state = 'error' then @Now::timestamptz - @Ago * interval '1 minute' end,
               @Now, @Now
        from   organizations o, servers s
        where  o.slug = 'acme' and s.name = 'h1'
        """, new { state, Slug = $"shop-{(char)('a' + random.Next(26))}{++made}", Ago = random.Next(5) });
}
