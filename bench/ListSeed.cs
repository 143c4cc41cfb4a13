using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bench;

/// <summary>
/// A company that has grown: 100,000 organizations with a server each, 150,000 instances, 1,000,000 rows of audit, as many jobs, and
/// 100,000 requests. It takes minutes to fill, so it is kept between runs. The audit is filled through the table's own trigger, row by
/// row, so its chain holds as any other.
/// </summary>
static class ListSeed
{
    const string Name = "bench_lists";
    const int Organizations = 100_000;
    const int AuditRows = 1_000_000;
    const int Approvals = 100_000;
    const int Jobs = 1_000_000;
    const int Alerts = 100_000;
    const int First = 2_000;
    const int AtOnce = 50_000;

    // Another one fills it anew.
    const int Version = 2;

    public static async Task<string> Make(string server, string host)
    {
        var database = new NpgsqlConnectionStringBuilder(server) { Database = Name, CommandTimeout = 600 }.ConnectionString;
        if (!await IsKept(server, database))
        {
            await BenchDatabase.Empty(server, Name);
            await Fill(database);
        }
        await using var source = NpgsqlDataSource.Create(database);
        await using var db = await source.OpenConnectionAsync();
        if (await db.Get<long>("select count(*) from alerts", null, CancellationToken.None) < Alerts)
        {
            await db.Execute(Wrong, new { Of = Alerts, Now }, CancellationToken.None);
            await db.Execute("vacuum analyze alerts", null, CancellationToken.None);
        }
        // All hosts are one that answers, and was seen just now.
        await db.Execute("update servers set address = @host, seen_at = @Now where purpose = 'host'", new { host, Now = Now.AddYears(1) },
            CancellationToken.None);
        await db.Execute(Health, new { Now }, CancellationToken.None);
        await db.Execute("vacuum analyze server_health", null, CancellationToken.None);
        return database;
    }

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    static async Task<bool> IsKept(string server, string database)
    {
        await using (var db = new NpgsqlConnection(server))
        {
            await db.OpenAsync();
            if (!await db.Get<bool>("select exists (select from pg_database where datname = @Name)", new { Name }, CancellationToken.None))
                return false;
        }
        await using var source = NpgsqlDataSource.Create(database);
        var migrated = await new Migrations(source, TimeProvider.System, NullLogger<Migrations>.Instance).Apply(CancellationToken.None);
        if (migrated.Fault is not null) return false;
        await using var kept = await source.OpenConnectionAsync();
        // As a server does by itself after a while.
        if (migrated.Value > 0) await kept.Execute("vacuum analyze", null, CancellationToken.None);
        return await kept.Get<bool>("select to_regclass('bench_seed') is not null", null, CancellationToken.None)
            && await kept.Find<int?>("select version from bench_seed", null, CancellationToken.None) == Version;
    }

    static async Task Fill(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await new Migrations(source, TimeProvider.System, NullLogger<Migrations>.Instance).Apply(CancellationToken.None);
        await using var db = await source.OpenConnectionAsync();
        Screen.Line($"Filling a database for the lists, once; it is kept: {Organizations:N0} organizations, {AuditRows:N0} rows of audit.");
        await db.Execute(People, new { Clicks.Asker, SignedInteractions.Member, Now }, CancellationToken.None);
        await db.Execute(Fleet, new { Last = Organizations - 1, Now }, CancellationToken.None);
        await db.Execute(Owned, new { Now }, CancellationToken.None);
        await db.Execute("analyze", null, CancellationToken.None);
        // The trigger's plan is made when it runs first; after a few rows it is to know that there are many.
        for (var (first, last) = (1, First); first <= AuditRows; (first, last) = (last + 1, Math.Min(last + AtOnce, AuditRows)))
        {
            await db.Execute(Audit, new { First = first, Last = last, Of = AuditRows, Now }, CancellationToken.None);
            await db.Execute("analyze audit", null, CancellationToken.None);
        }
        await db.Execute(Work, new { Of = Jobs, Now }, CancellationToken.None);
        await db.Execute(Requests, new { Of = Approvals, Now }, CancellationToken.None);
        await db.Execute("vacuum analyze", null, CancellationToken.None);
        await db.Execute("create table bench_seed (version int not null)", null, CancellationToken.None);
        await db.Execute("insert into bench_seed (version) values (@Version)", new { Version }, CancellationToken.None);
        var counts = await db.Get<Counts>(
            """
            select (select count(*) from organizations) as organizations, (select count(*) from instances) as instances,
                   (select count(*) from audit) as audit, (select count(*) from approvals) as approvals
            """, null, CancellationToken.None);
        Screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"{counts.Organizations:N0} organizations, {counts.Instances:N0} instances, {counts.Audit:N0} rows of audit, "
                + $"{counts.Approvals:N0} requests."));
        Screen.Line();
    }

    sealed record Counts(long Organizations, long Instances, long Audit, long Approvals);

    // Forty are open, as on a bad day; a kind in a thousand is rare.
    const string Wrong =
        """
        insert into alerts (id, kind, cause, severity, heading, state, opened_at, acknowledged_at, acknowledged_by, resolved_at, resolution,
                            changed_at)
        select gen_random_uuid(), case when n % 1000 = 0 then 'cost' when n % 20 = 0 then 'host' else 'server' end, 'bench:' || n,
               case when n % 3 = 0 then 'warning' else 'critical' end, 'web-' || n % 5000 || ' is unreachable',
               case when n <= @Of - 40 then 'resolved' when n % 2 = 0 then 'acknowledged' else 'open' end,
               @Now::timestamptz - (@Of - n) * interval '5 minutes',
               case when n % 2 = 0 then @Now::timestamptz - (@Of - n) * interval '5 minutes' end,
               case when n % 2 = 0 then (select id from operators where handle = case when n % 100 = 0 then 'ada' else 'person-1' end) end,
               case when n <= @Of - 40 then @Now::timestamptz - (@Of - n) * interval '5 minutes' + interval '20 minutes' end,
               case when n <= @Of - 40 then 'It answers again.' end, @Now
        from   generate_series(1, @Of) n
        """;

    const string People =
        """
        insert into operators (id, handle, name, role, created_at)
        select gen_random_uuid(), 'person-' || n, 'Person ' || n, case when n % 10 = 0 then 'admin' else 'operator' end, @Now
        from   generate_series(1, 38) n;
        insert into operators (id, handle, name, role, created_at) values (gen_random_uuid(), 'ada', 'Ada', 'admin', @Now);
        insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
        select 'slack', @Asker, id, name, @Now::timestamptz from operators where handle = 'ada'
        union  all
        select 'discord', @Member, id, name, @Now::timestamptz from operators where handle = 'ada'
        """;

    // Their names are made of a hundred first and a hundred second words, so that some letters are rare and some are everywhere.
    const string Fleet =
        """
        create temp table words on commit drop as
        select string_to_array('acme,blue,birch,cedar,cloud,copper,coral,crisp,delta,early,ember,fair,fern,first,flint,fresh,frost,'
               'gold,grand,green,harbor,hazel,high,iron,ivory,jade,juniper,keen,kind,lake,laurel,light,linden,lunar,maple,marble,merry,'
               'mint,misty,moss,noble,north,oak,ocean,olive,onyx,opal,orchid,pearl,pine,plum,polar,prime,'
               'quiet,rapid,raven,red,river,robin,rose,royal,'
               'ruby,rustic,sage,salt,sand,scarlet,sea,shady,silver,sky,slate,small,snow,solar,south,spring,'
               'star,steel,stone,storm,summer,sun,'
               'swift,tall,teal,thistle,tidal,timber,true,urban,velvet,violet,vivid,warm,west,white,wild,willow,winter', ',') as first,
               string_to_array('arch,art,bakery,bank,barn,bay,bee,bike,boat,book,bridge,brook,cafe,camp,canvas,cart,castle,chef,clinic,'
               'coast,code,craft,crew,dairy,dental,design,desk,diner,dock,door,drive,farm,field,film,fleet,forge,forum,garden,gate,goods,'
               'grain,grill,guild,hall,hill,home,house,inn,kitchen,lab,law,leaf,legal,lens,library,loft,'
               'market,media,mill,motors,museum,music,'
               'office,orchard,outlet,paper,park,path,pets,pharma,photo,point,press,print,ranch,room,school,shop,skate,space,spa,sport,'
               'stage,station,store,studio,supply,surf,tea,team,tech,tools,tours,toys,trade,travel,vet,vines,wear,works', ',') as second;
        insert into organizations (id, slug, name, tier, created_at)
        select gen_random_uuid(),
               first[1 + n % 100] || '-' || second[1 + n / 100 % 100] || case when n < 10000 then '' else '-' || n / 10000 end,
               initcap(first[1 + n % 100]) || ' ' || initcap(second[1 + n / 100 % 100]) ||
               case when n < 10000 then '' else ' ' || n / 10000 end
                   || (array[' Ltd', ' GmbH', ' Inc', ' Pvt Ltd', ' SARL'])[1 + n % 5],
               (array['starter', 'starter', 'starter', 'growth', 'growth', 'enterprise'])[1 + n % 6],
               @Now::timestamptz - n % 1000 * interval '1 day'
        from   generate_series(0, @Last) n, words;
        insert into customers (id, organization_id, email, name, created_at)
        select gen_random_uuid(), id, 'owner@' || slug || '.example', 'Owner of ' || name, created_at from organizations;
        insert into servers (id, name, region, address, created_at)
        select gen_random_uuid(), 'host-' || n, (array['fsn1', 'nbg1', 'hel1'])[1 + n % 3], 'tcp://127.0.0.1:2375', @Now
        from   generate_series(1, 500) n;
        insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, error, failed_at, attempts,
                               deleted_at,
                               changed_at, created_at)
        select gen_random_uuid(), o.slug || '-' || k.kind, o.name || ' ' || k.kind, o.id, s.id, k.whole,
               (array['16.0', '17.0', '17.0', '17.1', '17.2', '18.0'])[1 + (o.n % 6)::int],
               'https://' || o.slug || '-' || k.kind || '.nimbus.example',
               x.state, case when x.state = 'error' then 'It ended with exit code 1.' end,
               case when x.state = 'error' then @Now::timestamptz - o.n * interval '1 minute' end,
               case when x.state = 'error' then 2 else 0 end,
               case when x.state = 'deleted' then @Now::timestamptz end, @Now, o.created_at
        from   (select id, slug, name, created_at, row_number() over (order by slug) as n from organizations) o
        cross  join lateral (select 'prod' as kind, 'production' as whole, 1 as i union all select 'test', 'staging', 2 where o.n % 2 = 0) k
        join   (select id, row_number() over (order by name) as n from servers) s on s.n = 1 + o.n % 500
        cross  join lateral (select (o.n * 7 + k.i * 3) % 1000 as part) p
        cross  join lateral (
               select case when p.part = 95 then 'starting' when p.part % 100 < 84 then 'running' when p.part % 100 < 94 then 'stopped'
                           when p.part % 100 = 94 then 'error' when p.part % 100 = 96 then 'suspended' when p.part % 100 > 96 then 'deleted'
                           else 'running' end as state) x
        """;

    // Each organization has a server of its own; most are active, and a few are in every other state.
    const string Owned =
        """
        update organizations o
        set    owner_id = c.id, state = n.state, ends_at = case when n.state = 'cancelling' then @Now::timestamptz + interval '20 days' end,
               state_before = case when n.state = 'cancelling' then 'active' end,
               error = case when n.state = 'error' then 'It did not come up.' end
        from   customers c,
               (select id, case when n % 100 < 92 then 'active' when n % 100 < 95 then 'suspended' when n % 100 < 97 then 'cancelled'
                                when n % 1000 = 97 then 'error' when n % 1000 = 98 then 'cancelling' when n % 1000 = 99 then 'pending'
                                else 'active' end as state
                from   (select id, row_number() over (order by slug) as n from organizations) s) n
        where  c.organization_id = o.id and n.id = o.id;
        insert into servers (id, name, region, provider, provider_id, label, purpose, organization_id, type, v4, state, error, price_minor,
                             currency, created_at)
        select gen_random_uuid(), o.slug || '-vps', (array['fsn1', 'nbg1', 'hel1'])[1 + (o.n % 3)::int], 'hetzner', (40000000 + o.n)::text,
               'job-' || o.n, 'organization', o.id, (array['cx23', 'cx33', 'cx43'])[1 + (o.n % 3)::int], '10.0.0.0'::inet + o.n,
               case when o.n % 500 = 0 then 'error' when o.n % 200 = 0 then 'off' else 'running' end,
               case when o.n % 500 = 0 then 'Its services did not answer.' end, 349, 'EUR', o.created_at
        from   (select id, slug, state, created_at, row_number() over (order by slug) as n from organizations) o
        """;

    // All were looked at just now: nearly all are well, some are not, and of some kinds there are very few.
    const string Health =
        """
        insert into server_health (server_id, health, since, seen_at, convex_ms, web_ms, mta_ms)
        select s.id, case when s.n % 5000 = 1 then 'degraded' when s.n % 1000 = 0 then 'unhealthy' when s.n % 20 = 7 then 'unreachable'
                          else 'healthy' end, @Now, @Now, 12, 80, 9
        from   (select id, row_number() over (order by name) as n from servers where purpose = 'organization') s
        on conflict (server_id) do update set seen_at = excluded.seen_at
        """;

    const string Work =
        """
        insert into jobs (id, operation, arguments, target_kind, target_id, target_label, organization, trail, operator_id, message_key,
                          heading,
                          byline, state, memo, not_before, lease_owner, lease_until, error, created_at, finished_at)
        select gen_random_uuid(), 'instance start', '{}', 'instance', t.id, t.slug, t.organization_id, gen_random_uuid(), o.id,
               'job:' || g.n,
               'Starting ' || t.slug, 'Asked by ' || o.name, s.state, '{}', a.at, case when s.state = 'running' then 'w1' end,
               case when s.state = 'running' then @Now::timestamptz + interval '1 year' end,
               case when s.state = 'failed' then 'The host did not answer.' end, a.at,
               case when s.state in ('succeeded', 'failed', 'cancelled') then a.at + interval '40 seconds' end
        from   generate_series(1, @Of) g (n)
        join   (select id, name, row_number() over (order by handle) - 1 as n from operators where handle like 'person-%') o
               on o.n = g.n % 38
        join   (select id, slug, organization_id, row_number() over (order by slug) - 1 as n from instances) t
               on t.n = g.n::bigint * 7919 % 150000
        cross  join lateral (select @Now::timestamptz - (@Of + 1 - g.n) * interval '7 seconds' as at) a
        cross  join lateral (
               select case when g.n > @Of - 8 then 'running' when g.n % 50 = 0 then 'failed' when g.n % 100000 = 7 then 'cancelled'
                           else 'succeeded' end as state) s
        order by g.n
        """;

    const string Audit =
        """
        insert into audit (body)
        select json_build_object(
                   'trail', gen_random_uuid(),
                   'at', to_char((@Now::timestamptz - (@Of - g.n) * interval '47 seconds') at time zone 'utc',
                               'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
                   'operation', (array['instance stop', 'instance start', 'instance restart', 'instance backup', 'instance backup',
                                       'instance retry', 'instance delete', 'approval approve', 'admin add', 'policy set'])[1 + g.n % 10],
                   'outcome', (array['started', 'done', 'done', 'done', 'refused', 'requested', 'approved', 'failed', 'done', 'done'])
                              [1 + g.n / 10 % 10],
                   'operatorId', o.id, 'operator', o.name, 'account', 'slack:U' || o.n, 'workspace', 'T0BENCH', 'channel', 'C0OPS',
                   'target', json_build_object('kind', 'instance', 'id', t.id, 'label', t.slug, 'organization', t.organization_id),
                   'reason', 'the customer asked for it, ticket ' || g.n, 'detail', t.slug || ' was looked after.')::text
        from   generate_series(@First, @Last) g (n)
        join   (select id, name, row_number() over (order by handle) - 1 as n from operators where handle like 'person-%') o
               on o.n = g.n % 38
        join   (select id, slug, organization_id, row_number() over (order by slug) - 1 as n from instances) t
               on t.n = g.n::bigint * 7919 % 150000
        order by g.n
        """;

    const string Requests =
        """
        insert into approvals (id, operation, line, arguments, plan, effect, policy, guard, target_kind, target_id, target_label,
                               target_version, organization, digest, asked_by, platform, account_id, reason, trail, state, asked_at,
                               expires_at, ended_at, ended_by)
        select gen_random_uuid(), 'instance delete', '/instance delete ' || t.slug, '{}',
               json_build_object('target', json_build_object('kind', 'instance', 'id', t.id, 'label', t.slug), 'effect',
               'Delete ' || t.slug)::text,
               'Delete ' || t.slug, 0, '{"kind":"approval","quorum":["admin"],"timeToLive":"01:00:00"}', 'instance', t.id, t.slug, 1,
               t.organization_id, encode(sha256(g.n::text::bytea), 'hex'), o.id, 'slack', 'U' || o.n, 'contract ended', gen_random_uuid(),
               s.state,
               a.at, case when s.state = 'pending' then @Now::timestamptz + interval '300 days' else a.at + interval '1 hour' end,
               case when s.state <> 'pending' then a.at + interval '5 minutes' end,
               case when s.state in ('approved', 'denied', 'cancelled') then p.id end
        from   generate_series(1, @Of) g (n)
        join   (select id, row_number() over (order by handle) - 1 as n from operators where handle like 'person-%') o
               on o.n = g.n % 38
        join   (select id, row_number() over (order by handle) - 1 as n from operators where handle like 'person-%') p
               on p.n = (g.n + 1) % 38
        join   (select id, slug, organization_id, row_number() over (order by slug) - 1 as n from instances) t
               on t.n = g.n::bigint * 7919 % 150000
        cross  join lateral (select @Now::timestamptz - (@Of + 1 - g.n) * interval '5 minutes' as at) a
        cross  join lateral (
               select case when g.n > @Of - 10 then 'pending'
                           else (array['approved', 'approved', 'approved', 'approved', 'denied', 'expired', 'cancelled', 'stale', 'failed',
                                       'approved'])[1 + g.n % 10] end as state) s
        order by g.n
        """;
}
