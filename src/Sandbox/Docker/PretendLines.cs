using System.Globalization;

namespace OpsBot.Sandbox.Docker;

/// <summary>What an Odoo application says. None of the secrets here is real; they are what masking is tried on.</summary>
sealed class PretendLines(string name, string image, PretendChance chance)
{
    static readonly string[] Routes =
    [
        "POST /web/dataset/call_kw/res.partner/web_search_read", "POST /web/dataset/call_kw/sale.order/web_read",
        "POST /web/dataset/call_kw/account.move/web_search_read", "POST /web/dataset/call_kw/stock.picking/onchange",
        "GET /web/health", "GET /web/assets/1/7f3c2a1/web.assets_web.min.js", "POST /bus/websocket_wake_up",
        "GET /web/image/res.users/2/avatar_128",
        "POST /web/action/load", "GET /shop/cart", "POST /mail/data", "POST /longpolling/im_status",
    ];

    static readonly string[] Chores =
    [
        "odoo.addons.base.models.ir_cron: Job 'Mail: Email Queue Manager' (4) done in 0.{0}s",
        "odoo.addons.base.models.ir_cron: Job 'Base: Auto-vacuum internal data' (1) done in 1.{0}s",
        "odoo.modules.registry: Reloading the model registry after database signaling.",
        "odoo.addons.mail.models.mail_mail: Sent batch {0} emails via mail server ID #1",
        "odoo.service.server: HTTP service (werkzeug) heartbeat {0} ms",
    ];

    static readonly string[] Warnings =
    [
        "odoo.http: Session gc: {0} expired sessions removed, 1 could not be unlinked",
        "odoo.addons.base.models.ir_mail_server: SMTP connection took {0}00 ms, retrying once",
        "odoo.sql_db: Connection to the database lost, {0} queries replayed",
        "odoo.models: Two fields (partner_id, commercial_partner_id) of sale.report() have the same label: Customer.",
        "odoo.tools.config: option 'limit_memory_soft' is below 640 MiB, worker {0} may be recycled early",
    ];

    static readonly string[] Leaks =
    [
        "DEBUG {1} odoo.tools.config: db_host=10.8.0.12 db_user=odoo db_password=hunter2-{0} db_port=5432",
        "INFO {1} odoo.addons.payment_stripe: request headers {{'Authorization': 'Bearer sk_li"
            + "ve_51Nx{0}QhTfPretendKeyOnly00', 'Stripe-Version': '2024-06-20'}}",
        "DEBUG {1} odoo.addons.auth_oauth: token response {{\"access_token\": \"ya29.pretend-{0}-token\", \"expires_in\": 3600}}",
        "WARNING {1} odoo.addons.fetchmail: could not open imaps://support:s3cr3t-{0}@mail.example.com/INBOX, next try in 5 min",
        "INFO {1} werkzeug: 10.0.3.7 \"GET /report/download?token=pretend{0}abcdef&format=pdf HTTP/1.1\" 200",
        "DEBUG {1} odoo.addons.base_import_s3: using AWS_SECRET_ACCESS_KEY=wJalrPretend{0}KEY for bucket {1}-attachments",
    ];

    public IReadOnlyList<string> Boot(PretendFailure? fails)
    {
        var version = image.Split(':') is [_, var tag] ? tag : "17.0";
        List<string> lines =
        [
            Line($"INFO ? odoo: Odoo version {version}-20260801"),
            Line("INFO ? odoo: Using configuration file at /etc/odoo/odoo.conf"),
            Line("INFO ? odoo: addons paths: ['/usr/lib/python3/dist-packages/odoo/addons', '/mnt/extra-addons']"),
            Line("INFO ? odoo: database: odoo@10.8.0.12:5432"),
        ];
        if (fails == PretendFailure.DatabaseGone)
            return [.. lines, Line("WARNING ? odoo.sql_db: Connection to the database failed, retrying")];
        return
        [
            .. lines,
            Line("INFO ? odoo.service.server: HTTP service (werkzeug) running on 0.0.0.0:8069"),
            Line($"INFO {name} odoo.modules.loading: loading 1 modules..."),
            Line($"INFO {name} odoo.modules.loading: 1 modules loaded in 0.{chance.Between(10, 99)}s, 0 queries (+0 extra)"),
            Line($"INFO {name} odoo.modules.loading: loading {chance.Between(40, 120)} modules..."),
            Line($"INFO {name} odoo.modules.loading: Modules loaded."),
            Line($"INFO {name} odoo.modules.registry: Registry loaded in {chance.Between(1, 5)}.{chance.Between(100, 999)}s"),
        ];
    }

    public IReadOnlyList<string> Crash(PretendFailure failure) => failure switch
    {
        PretendFailure.OutOfMemory => [Line($"WARNING {name} odoo.service.server: Server memory limit (2684354560) reached.")],
        PretendFailure.DatabaseGone or PretendFailure.PortTaken =>
        [
            Line($"ERROR {name} odoo.sql_db: Connection to the database failed"),
            "Traceback (most recent call last):",
            "  File \"/usr/lib/python3/dist-packages/odoo/sql_db.py\", line 715, in borrow",
            "    result = psycopg2.connect(connection_factory=PsycoConnection, **connection_info)",
            "psycopg2.OperationalError: connection to server at \"10.8.0.12\", port 5432 failed: FATAL:  remaining connection slots are reserved",
            Line($"CRITICAL {name} odoo.service.server: Failed to initialize database `{name}`."),
        ],
    };

    public static IReadOnlyList<string> Shutdown() =>
    [
        Line("INFO ? odoo.service.server: Initiating shutdown"),
        Line("INFO ? odoo.service.server: Hit CTRL-C again or send a second signal to force the shutdown."),
        Line("INFO ? odoo.sql_db: ConnectionPool(used=0/count=0/max=64): Closed 3 connections"),
    ];

    /// <summary>What it says next while it runs; most of it requests.</summary>
    public (bool IsError, IReadOnlyList<string> Texts) Next(DateTimeOffset at) => chance.Between(1, 100) switch
    {
        <= 78 => (false, [Request(at)]),
        <= 89 => (true, [Line($"INFO {name} {Filled(chance.Pick(Chores))}")]),
        <= 95 => (true, [Line($"WARNING {name} {Filled(chance.Pick(Warnings))}")]),
        <= 99 => (true, [Line(Filled(chance.Pick(Leaks)))]),
        _ => (true, Mistake()),
    };

    string Request(DateTimeOffset at) => Line(string.Create(CultureInfo.InvariantCulture,
        $"INFO {name} werkzeug: 10.0.3.{chance.Between(2, 60)} - - [{at:dd/MMM/yyyy HH:mm:ss}] \"{chance.Pick(Routes)} HTTP/1.1\" " +
        $"{(chance.Of(96) ? 200 : 404)} - {chance.Between(1, 40)} 0.0{chance.Between(10, 99)} 0.{chance.Between(100, 999)}"));

    IReadOnlyList<string> Mistake() =>
    [
        Line($"ERROR {name} odoo.http: Exception during request handling."),
        "Traceback (most recent call last):",
        "  File \"/usr/lib/python3/dist-packages/odoo/http.py\", line 1584, in _serve_db",
        "    return service_model.retrying(self._serve_ir_http, self.env)",
        $"odoo.exceptions.MissingError: Record does not exist or has been deleted. (Record: sale.order({chance.Between(100, 9999)},), User: 2)",
    ];

    string Filled(string text) => string.Format(CultureInfo.InvariantCulture, text, chance.Between(10, 99), name, "live");

    static string Line(string text) => "{at} 1 " + text;
}
