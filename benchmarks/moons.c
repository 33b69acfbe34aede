/* One training step of a network 2-16-16-1 over N samples: max-margin loss, L2 penalty, SGD.
 *
 * Twice: as one would write it, for the compiler to vectorise; and with samples as lanes of vectors,
 * by hand. Parameters lie as autograd.nn orders them: of each neuron its weights, then its bias.
 */
#include <string.h>

#define H 16
#define COUNT (H * 3 + H * (H + 1) + H + 1)

static double penalty_and_update(double *p, const double *g, double alpha, double lr)
{
    double penalty = 0.0;
    for (int i = 0; i < COUNT; i++) {
        penalty += p[i] * p[i];
        p[i] -= lr * (g[i] + 2.0 * alpha * p[i]);
    }
    return alpha * penalty;
}

static double plain_step(double *p, const double *x, const double *y, long n, double alpha, double lr)
{
    double g[COUNT], loss = 0.0;
    double *p1 = p, *p2 = p + H * 3, *p3 = p2 + H * (H + 1);
    double *g1 = g, *g2 = g + H * 3, *g3 = g2 + H * (H + 1);
    memset(g, 0, sizeof g);
    for (long s = 0; s < n; s++) {
        double h1[H], h2[H], d1[H], d2[H], out = p3[H];
        const double *point = x + 2 * s;
        for (int j = 0; j < H; j++) {
            double z = p1[3 * j + 2] + p1[3 * j] * point[0] + p1[3 * j + 1] * point[1];
            h1[j] = z > 0.0 ? z : 0.0;
        }
        for (int j = 0; j < H; j++) {
            double z = p2[(H + 1) * j + H];
            for (int k = 0; k < H; k++)
                z += p2[(H + 1) * j + k] * h1[k];
            h2[j] = z > 0.0 ? z : 0.0;
        }
        for (int k = 0; k < H; k++)
            out += p3[k] * h2[k];
        double margin = 1.0 - y[s] * out;
        double d = margin > 0.0 ? -y[s] / n : 0.0;
        loss += margin > 0.0 ? margin / n : 0.0;
        for (int k = 0; k < H; k++) {
            g3[k] += d * h2[k];
            d2[k] = h2[k] > 0.0 ? d * p3[k] : 0.0;
            d1[k] = 0.0;
        }
        g3[H] += d;
        for (int j = 0; j < H; j++) {
            for (int k = 0; k < H; k++) {
                g2[(H + 1) * j + k] += d2[j] * h1[k];
                d1[k] += d2[j] * p2[(H + 1) * j + k];
            }
            g2[(H + 1) * j + H] += d2[j];
        }
        for (int j = 0; j < H; j++) {
            double e = h1[j] > 0.0 ? d1[j] : 0.0;
            g1[3 * j] += e * point[0];
            g1[3 * j + 1] += e * point[1];
            g1[3 * j + 2] += e;
        }
    }
    return loss + penalty_and_update(p, g, alpha, lr);
}

#ifdef __AVX512F__
#define LANES 8
#else
#define LANES 4
#endif
typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef long mask __attribute__((vector_size(8 * LANES)));
#define where(m, a) ((lanes)((m) & (mask)(a)))

long lanes_here(void)
{
    return LANES;
}

/* x: for each block of LANES samples, LANES of the first coordinate, then of the second; so y, which
 * is 0 in lanes that count nothing. */
static double vector_step(double *p, const lanes *x, const lanes *y, long n, double alpha, double lr)
{
    lanes acc[COUNT], losses = {0};
    double g[COUNT];
    double *p1 = p, *p2 = p + H * 3, *p3 = p2 + H * (H + 1);
    lanes *g1 = acc, *g2 = acc + H * 3, *g3 = g2 + H * (H + 1);
    const lanes zero = {0};
    memset(acc, 0, sizeof acc);
    for (long s = 0; s < (n + LANES - 1) / LANES; s++) {
        lanes h1[H], h2[H], d2[H], a = x[2 * s], b = x[2 * s + 1], out = zero + p3[H];
        for (int j = 0; j < H; j++) {
            lanes z = p1[3 * j + 2] + p1[3 * j] * a + p1[3 * j + 1] * b;
            h1[j] = where(z > zero, z);
        }
        for (int j = 0; j < H; j += 8) {
            lanes z[8];
            for (int i = 0; i < 8; i++)
                z[i] = zero + p2[(H + 1) * (j + i) + H];
            for (int k = 0; k < H; k++)
                for (int i = 0; i < 8; i++)
                    z[i] += p2[(H + 1) * (j + i) + k] * h1[k];
            for (int i = 0; i < 8; i++)
                h2[j + i] = where(z[i] > zero, z[i]);
        }
        for (int k = 0; k < H; k++)
            out += p3[k] * h2[k];
        lanes margin = 1.0 - y[s] * out;
        mask counts = (margin > zero) & (y[s] != zero);
        lanes d = where(counts, -y[s]) / (double)n;
        losses += where(counts, margin);
        for (int k = 0; k < H; k++) {
            g3[k] += d * h2[k];
            d2[k] = where(h2[k] > zero, d * p3[k]);
        }
        g3[H] += d;
        for (int j = 0; j < H; j++) {
            for (int k = 0; k < H; k++)
                g2[(H + 1) * j + k] += d2[j] * h1[k];
            g2[(H + 1) * j + H] += d2[j];
        }
        for (int k = 0; k < H; k += 8) {
            lanes e[8];
            for (int i = 0; i < 8; i++)
                e[i] = zero;
            for (int j = 0; j < H; j++)
                for (int i = 0; i < 8; i++)
                    e[i] += d2[j] * p2[(H + 1) * j + k + i];
            for (int i = 0; i < 8; i++) {
                lanes f = where(h1[k + i] > zero, e[i]);
                g1[3 * (k + i)] += f * a;
                g1[3 * (k + i) + 1] += f * b;
                g1[3 * (k + i) + 2] += f;
            }
        }
    }
    double loss = 0.0;
    for (int l = 0; l < LANES; l++)
        loss += losses[l] / n;
    for (int i = 0; i < COUNT; i++) {
        g[i] = 0.0;
        for (int l = 0; l < LANES; l++)
            g[i] += acc[i][l];
    }
    return loss + penalty_and_update(p, g, alpha, lr);
}

/* So many steps; the loss before the last one. */
double plain(double *p, const double *x, const double *y, long n, double alpha, double lr, long steps)
{
    double loss = 0.0;
    while (steps-- > 0)
        loss = plain_step(p, x, y, n, alpha, lr);
    return loss;
}

double vectors(double *p, const lanes *x, const lanes *y, long n, double alpha, double lr, long steps)
{
    double loss = 0.0;
    while (steps-- > 0)
        loss = vector_step(p, x, y, n, alpha, lr);
    return loss;
}
