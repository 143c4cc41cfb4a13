using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Audit;

/// <summary>What in the database decides what becomes of a row, held against what this program's migrations install.</summary>
static class AuditGuards
{
    const int MostNamed = 3;

    // Made by a test from a fresh database; it fails when a migration has changed something that does not stand there.
    public const string Resource = "audit-guards.txt";

    static readonly Lazy<IReadOnlyList<string>> installed = new(Read);

    public static async Task<Finding?> Check(NpgsqlConnection db, CancellationToken cancel)
    {
        if (await StandIns(db, cancel) is { Count: > 0 } standIns)
            return new(AuditFault.Unguarded, null,
                $"Something stands in for what is the database's own ({Shown(standIns)}), so that nothing it says of the audit can be " +
                "relied on. Find out who put it there, and keep the database as it is.");
        var found = await In(db, cancel);
        List<string> differences =
        [
            .. installed.Value.Except(found).Select(line => $"missing: {Name(line)}"),
            .. found.Except(installed.Value).Select(line => $"not ours: {Name(line)}"),
        ];
        if (differences.Count == 0) return null;
        return new(AuditFault.Unguarded, null,
            "The rows are as they were written, but what guards them is not what this version of OpsBot installs " +
            $"({Shown(differences)}). " +
            "Find out who changed it, and keep the database as it is.");
    }

    static string Shown(IReadOnlyList<string> names) =>
        string.Join("; ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");

    /// <summary>
    /// Functions and operators of our schemas that are called like one of the server's, and a path on which ours come first.
    /// </summary>
    // Asked by names that only the server's own can have: this is read before anything else is believed.
    static async Task<IReadOnlyList<string>> StandIns(NpgsqlConnection db, CancellationToken cancel)
    {
        var path = await db.Get<string>("show search_path", null, cancel);
        var place = path.Split(',').Select(name => name.Trim(' ', '"')).ToList().FindIndex(name =>
            name.Equals("pg_catalog", StringComparison.OrdinalIgnoreCase));
        if (place > 0) return [$"search_path: {path}"];
        return await db.List<string>(
            """
            with ours as (
                select n.oid
                from   pg_catalog.pg_namespace n
                where  n.nspname operator(pg_catalog.=) any (pg_catalog.current_schemas(false))),
            named as (
                select p.oid, p.tableoid, p.pronamespace as place, p.proname as name
                from   pg_catalog.pg_proc p
                union all
                select o.oid, o.tableoid, o.oprnamespace, o.oprname
                from   pg_catalog.pg_operator o)
            select one.name::text
            from   named one
            where  one.place in (select ours.oid from ours)
            and    exists (
                   select from named own
                   where  own.place operator(pg_catalog.=) 'pg_catalog'::regnamespace::oid
                   and    own.tableoid operator(pg_catalog.=) one.tableoid
                   and    own.name operator(pg_catalog.=) one.name)
            and    not exists (
                   select from pg_catalog.pg_depend d
                   where  d.classid operator(pg_catalog.=) one.tableoid
                   and    d.objid operator(pg_catalog.=) one.oid
                   and    d.deptype operator(pg_catalog.=) 'e')
            """, null, cancel);
    }

    /// <summary>Of this database, a line for each thing.</summary>
    // Read from the raw catalog rather than from printed definitions, so that all versions of Postgres say the same.
    public static Task<IReadOnlyList<string>> In(NpgsqlConnection db, CancellationToken cancel) => db.List<string>(
        """
        with relations as (
            select c.oid, c.relname as name, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relispartition
            from   pg_class c
            where  c.relnamespace = current_schema::regnamespace
            and    c.relname like 'audit%'
            and    c.relkind in ('r', 'p', 'v', 'm', 'f')),
        triggers as (
            select c.relname as name, t.tgname, t.tgtype, t.tgenabled, t.tgfoid, t.tgdeferrable, t.tginitdeferred,
                   t.tgqual, t.tgnargs, t.tgattr
            from   pg_trigger t
            join   pg_class c on c.oid = t.tgrelid
            where  not t.tgisinternal
            -- One of another table that waits for the commit comes after the rows were looked for.
            and    (t.tgdeferrable or t.tgrelid in (select oid from relations))),
        lines as (
            select format('relation %s kind %s%s%s%s', name, relkind,
                          case when relpersistence <> 'p' then ' not kept' else '' end,
                          case when relrowsecurity or relforcerowsecurity then ' row security' else '' end,
                          case when relispartition then ' partition' else '' end) as line
            from   relations
            union all
            select format('column %s.%s %s%s%s', r.name, a.attname, format_type(a.atttypid, a.atttypmod),
                          case when a.attnotnull then ' not null' else '' end,
                          case when d.adbin is null then '' when a.attgenerated = 's' then ' generated ' else ' default ' end
                              || coalesce(pg_get_expr(d.adbin, d.adrelid), ''))
            from   relations r
            join   pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
            left   join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            union all
            select format('constraint %s.%s %s%s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid),
                          case when c.convalidated then '' else ' not checked' end)
            from   pg_constraint c
            where  c.contype not in ('n', 't')
            and    (c.conrelid in (select oid from relations) or c.confrelid in (select oid from relations))
            union all
            select format('index %s%s', replace(pg_get_indexdef(i.indexrelid), format(' %I.', current_schema), ' '),
                          case when i.indisvalid and i.indisready then '' else ' broken' end)
            from   pg_index i
            where  i.indrelid in (select oid from relations)
            union all
            select format('trigger %s.%s type %s enabled %s runs %s%s%s%s', name, tgname, tgtype, tgenabled, tgfoid::regproc,
                          case when tgdeferrable or tginitdeferred then ' deferred' else '' end,
                          case when tgqual is not null then ' when ' || tgqual::text else '' end,
                          case when tgnargs > 0 or tgattr::text <> '' then ' with arguments' else '' end)
            from   triggers
            union all
            select format('rule %s.%s', r.name, w.rulename)
            from   pg_rewrite w
            join   relations r on r.oid = w.ev_class
            union all
            select format('policy %s.%s', r.name, p.polname)
            from   pg_policy p
            join   relations r on r.oid = p.polrelid
            union all
            select format('heir %s of %s', i.inhrelid::regclass, i.inhparent::regclass)
            from   pg_inherits i
            where  i.inhparent in (select oid from relations) or i.inhrelid in (select oid from relations)
            union all
            select format('routine %s kind %s in %s%s%s%s body %s', p.oid::regprocedure, p.prokind, l.lanname,
                          case p.provolatile when 'v' then '' else ' volatile ' || p.provolatile::text end,
                          case when p.prosecdef then ' as its owner' else '' end,
                          ' ' || replace(coalesce(array_to_string(p.proconfig, ' '), ''), current_schema, 'schema'),
                          encode(sha256(convert_to(p.prosrc || coalesce(p.probin, ''), 'UTF8')), 'hex'))
            from   pg_proc p
            join   pg_language l on l.oid = p.prolang
            where  (p.pronamespace = current_schema::regnamespace and p.proname like 'audit%')
            or     p.oid in (select tgfoid from triggers))
        select line from lines order by line collate "C"
        """, null, cancel);

    // "column audit.body text not null": the kind and the name say enough.
    static string Name(string line) => string.Join(' ', line.Split(' ').Take(line.StartsWith("index", StringComparison.Ordinal) ? 5 : 2));

    static List<string> Read()
    {
        using var reader = new StreamReader(typeof(AuditGuards).Assembly.GetManifestResourceStream(Resource)!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
